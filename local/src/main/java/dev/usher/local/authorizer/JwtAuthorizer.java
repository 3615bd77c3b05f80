package dev.usher.local.authorizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.local.template.JwtSpec;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges JWTs as "Control access to HTTP APIs with JWT authorizers" in the API Gateway guide says: algorithm and signature, then
 * {@code iss}, {@code aud} or {@code client_id}, {@code exp}, {@code nbf}, {@code iat}, and the route's scopes. Thread-safe.
 */
public final class JwtAuthorizer {
    private static final String BEARER = "Bearer ";

    /** API Gateway takes RSA only; what a token says of itself picks none but these. */
    private static final Map<String, String> ALGORITHMS =
            Map.of("RS256", "SHA256withRSA", "RS384", "SHA384withRSA", "RS512", "SHA512withRSA");

    private final JwtSpec spec;
    private final IssuerKeys keys;

    public JwtAuthorizer(JwtSpec spec) {
        this.spec = spec;
        this.keys = new IssuerKeys(spec.issuer());
    }

    /** What becomes of a request. */
    public sealed interface Verdict {
        /**
         * It goes on to the function.
         *
         * @param claims all of the token's, as API Gateway writes them
         * @param scopes all of the token's when the route wants any; null when it wants none
         */
        record Granted(Map<String, String> claims, @Nullable List<String> scopes) implements Verdict {}

        /**
         * 401.
         *
         * @param challenge for {@code www-authenticate}
         */
        record Unauthorized(String challenge) implements Verdict {}

        /** 403: a good token without any scope that the route wants. */
        record Forbidden() implements Verdict {}
    }

    /** @param authorization the header's value, with or without {@code Bearer} in front; empty when there is none */
    public Verdict judge(String authorization, Instant now) throws InterruptedException {
        if (authorization.isEmpty()) return new Verdict.Unauthorized("Bearer");
        var token = Token.parse(
                authorization.startsWith(BEARER) ? authorization.substring(BEARER.length()) : authorization);
        if (token == null) return invalid("the token can't be decoded");
        var fault = forgery(token, now);
        if (fault == null) fault = mistake(token.claims(), now);
        if (fault != null) return invalid(fault);
        var scopes = scopes(token.claims());
        if (!spec.anyScope().isEmpty() && scopes.stream().noneMatch(spec.anyScope()::contains))
            return new Verdict.Forbidden();
        return new Verdict.Granted(texts(token.claims()), spec.anyScope().isEmpty() ? null : scopes);
    }

    private static Verdict invalid(String description) {
        return new Verdict.Unauthorized(
                "Bearer scope=\"\" error=\"invalid_token\" error_description=\"" + description + "\"");
    }

    /** Why the issuer can't be taken for the token's author; null when it is. */
    private @Nullable String forgery(Token token, Instant now) throws InterruptedException {
        var algorithm = ALGORITHMS.get(token.algorithm());
        if (algorithm == null) return "the token is not signed by RSA";
        try {
            var key = keys.find(token.keyId(), now);
            if (key == null) return "the issuer has no such key";
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(token.signed().bytes());
            return verifier.verify(token.signature().bytes()) ? null : "the token's signature is wrong";
        } catch (IOException unreachable) {
            return "the issuer's keys can't be fetched";
        } catch (GeneralSecurityException unfit) {
            return "the token's signature is wrong"; // of another length than the key's
        }
    }

    /** What is wrong with the claims; null when nothing is. */
    private @Nullable String mistake(JsonNode claims, Instant now) {
        if (!claims.path("iss").asText().equals(spec.issuer())) return "the token does not have a valid issuer";
        var audience = claims.has("aud") ? claims.path("aud") : claims.path("client_id");
        if (values(audience).noneMatch(spec.audience()::contains)) return "the token does not have a valid audience";
        double seconds = now.toEpochMilli() / 1000.0;
        if (!(claims.path("exp").isNumber() && claims.path("exp").asDouble() > seconds)) return "the token has expired";
        for (var start : List.of("nbf", "iat")) {
            var time = claims.path(start);
            if (!time.isMissingNode() && !(time.isNumber() && time.asDouble() <= seconds))
                return "the token is not valid yet";
        }
        return null;
    }

    private static List<String> scopes(JsonNode claims) {
        var claim = claims.has("scp") ? claims.path("scp") : claims.path("scope");
        return values(claim)
                .flatMap(value -> Arrays.stream(value.split(" ", -1)))
                .filter(scope -> !scope.isEmpty())
                .toList();
    }

    /** The texts of a claim that is one or a list of them. */
    private static Stream<String> values(JsonNode claim) {
        var all = claim.isArray() ? claim.valueStream() : Stream.of(claim);
        return all.filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    /**
     * Claims as they come in an event: texts as they are, a list as {@code [a b]}, null left out, all else as JSON (measured
     * against AWS by the authors of Floci, floci-io/floci#2011).
     */
    private static Map<String, String> texts(JsonNode claims) {
        var texts = new LinkedHashMap<String, String>();
        for (var claim : claims.properties()) {
            var value = claim.getValue();
            if (value.isArray())
                texts.put(
                        claim.getKey(),
                        value.valueStream().map(JwtAuthorizer::text).collect(Collectors.joining(" ", "[", "]")));
            else if (!value.isNull()) texts.put(claim.getKey(), text(value));
        }
        return texts;
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }
}
