package dev.usher.admin;

import dev.usher.config.Operator;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Sso;
import dev.usher.config.UsherConfig;
import dev.usher.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks. Each path has one way in: under {@code /sso} the claims of a JWT that the gateway has verified, everywhere
 * else the token in {@code Authorization: Bearer}, compared by its SHA-256 in constant time (docs/adr/0011-jwt-beside-tokens.md).
 */
final class Access {
    private static final String SSO = "/sso";
    private static final String BEARER = "bearer ";
    private static final int TOKEN_CHARS = 512;
    private static final int HASH_CHARS = 64;

    /** OpenID Connect Core 1.0, section 2, which also says that they are ASCII. */
    private static final int SUBJECT_CHARS = 255;

    private static final Pattern SUBJECT = Pattern.compile("[ -~]{1," + SUBJECT_CHARS + "}");

    private final List<Operator> operators;
    private final Sso sso;
    private final SecretSource secrets;

    Access(UsherConfig config, SecretSource secrets) {
        this.operators = config.operators();
        this.sso = config.sso();
        this.secrets = secrets;
    }

    /** What came of asking who it is. */
    sealed interface Login {
        record Known(Caller caller) implements Login {}

        /** There is no token. */
        record Silent() implements Login {}

        /** The token is nobody's. */
        record Unknown() implements Login {}

        /** The token is nobody's whose hash can be read, and some can't. */
        record Unclear() implements Login {}

        /** The JWT is good, and its bearer has no role here. */
        record Roleless(String name) implements Login {}

        /** No authorizer stands in front of this path, so nobody can have verified anything. */
        record Unconnected() implements Login {}
    }

    Login login(Request request) {
        if (!isSso(request.path())) return byToken(request);
        return request.claims().isEmpty() ? new Login.Unconnected() : byClaims(request.claims());
    }

    /** The path of the table that a request's path stands for. */
    static String path(String path) {
        return isSso(path) ? path.substring(SSO.length()) : path;
    }

    private static boolean isSso(String path) {
        return path.startsWith(SSO + "/");
    }

    private Login byClaims(Map<String, String> claims) {
        var subject = claims.getOrDefault("sub", "");
        if (!SUBJECT.matcher(subject).matches()) return new Login.Unknown();
        var name = "sso:" + subject;
        return values(claims.getOrDefault(sso.claim(), ""))
                .map(sso.roles()::get)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .<Login>map(role -> new Login.Known(new Caller(name, role)))
                .orElseGet(() -> new Login.Roleless(name));
    }

    /** API Gateway writes a list as {@code [a b]}; a text is itself, or the list of words that OAuth's {@code scope} is. */
    private static Stream<String> values(String claim) {
        boolean isList = claim.startsWith("[") && claim.endsWith("]") && claim.length() > 1;
        return Arrays.stream((isList ? claim.substring(1, claim.length() - 1) : claim).split(" ", -1));
    }

    private Login byToken(Request request) {
        var header = request.headers().get("authorization");
        if (header == null || header.isBlank()) return new Login.Silent();
        if (header.length() > TOKEN_CHARS || !header.toLowerCase(Locale.ROOT).startsWith(BEARER))
            return new Login.Unknown();
        var hash = sha256(header.substring(BEARER.length()).strip());
        Operator found = null;
        boolean unclear = false;
        for (var operator : operators) {
            var expected = hash(operator);
            if (expected == null) unclear = true;
            else if (MessageDigest.isEqual(expected, hash)) found = operator;
        }
        if (found != null) return new Login.Known(new Caller(found.name(), found.role()));
        return unclear ? new Login.Unclear() : new Login.Unknown();
    }

    /** Null when it can't be had, or is no hash. */
    private byte @Nullable [] hash(Operator operator) {
        try {
            var text = secrets.get(operator.tokenSha256()).reveal().strip().toLowerCase(Locale.ROOT);
            return text.length() == HASH_CHARS ? text.getBytes(StandardCharsets.US_ASCII) : null;
        } catch (SecretUnavailable missing) {
            return null;
        }
    }

    private static byte[] sha256(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has SHA-256
        }
    }
}
