package dev.usher.config;

import dev.usher.config.Operator.Role;
import java.util.Map;

/**
 * What a JWT that API Gateway has verified allows: the admin API behind an identity provider.
 *
 * @param claim the claim that counts; its values are separated by blanks
 * @param roles the role of each value that has one; empty: nobody gets in
 */
public record Sso(String claim, Map<String, Role> roles) {
    /** Where Amazon Cognito puts a user's groups. */
    static final String DEFAULT_CLAIM = "cognito:groups";

    /** Nobody gets in. */
    public static final Sso OFF = new Sso(DEFAULT_CLAIM, Map.of());

    public Sso {
        roles = Map.copyOf(roles);
    }
}
