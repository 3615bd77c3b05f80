package dev.usher.admin;

import dev.usher.config.Operator;

/**
 * Who asks, and what they may do.
 *
 * @param name written into the audit log: an operator's of {@code usher.yaml}, or {@code sso:} and the subject of a JWT, so that
 *     the two can't be taken for each other
 */
public record Caller(String name, Operator.Role role) {}
