package dev.usher.config;

import java.time.Duration;

/**
 * At most {@code limit} units in any stretch of {@code length}, as docs/reference/limits.md bounds it.
 *
 * @param name {@code burst}, {@code second}, {@code minute}, {@code hour} or {@code day}
 * @param limit 1 or more
 * @param length 1 s to 1 day
 */
public record Window(String name, long limit, Duration length) {}
