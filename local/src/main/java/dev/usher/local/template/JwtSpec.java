package dev.usher.local.template;

import java.util.List;

/**
 * What a JWT must have to be let through on a route.
 *
 * @param issuer its {@code iss}, and the URL below which the issuer's configuration is found
 * @param audience one of these is its {@code aud}, or its {@code client_id} when it has no {@code aud}
 * @param anyScope one of these is among its scopes; empty: none is needed
 */
public record JwtSpec(String issuer, List<String> audience, List<String> anyScope) {}
