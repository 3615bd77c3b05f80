package dev.usher.local.template;

import java.util.Map;

/**
 * The HTTP API as declared.
 *
 * @param jwts the routes behind a JWT authorizer, by route key such as {@code ANY /sso/admin/{proxy+}}
 */
public record ApiSpec(Throttle throttle, Map<String, JwtSpec> jwts) {
    /** No throttling, and every route open. */
    public static final ApiSpec OPEN = new ApiSpec(new Throttle(0, 0), Map.of());

    public ApiSpec {
        jwts = Map.copyOf(jwts);
    }

    public ApiSpec withoutThrottle() {
        return new ApiSpec(OPEN.throttle, jwts);
    }
}
