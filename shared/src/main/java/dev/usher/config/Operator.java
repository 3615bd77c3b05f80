package dev.usher.config;

/**
 * Somebody who may use the admin API with a token; {@link Sso} lets people in by JWT.
 *
 * @param name written into the audit log
 * @param tokenSha256 refers to the lower-case hex SHA-256 of the token, so that the token itself is kept nowhere
 */
public record Operator(String name, Role role, SecretRef tokenSha256) {
    /** What an operator may do; each role includes those before it. */
    public enum Role {
        VIEWER,
        OPERATOR,
        ADMIN
    }
}
