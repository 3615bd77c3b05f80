package dev.usher.admission;

import dev.usher.config.SecretRef;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask by HTTP: whoever has the token of the platform's services, of which only the SHA-256 is known here. Several
 * digests, with blanks or commas between, let a token be changed without a gap. {@value #OPEN} instead of a digest
 * lets everybody in; nothing at all lets nobody in.
 */
public final class Callers {
    private static final String OPEN = "open";
    private static final String BEARER = "bearer ";
    private static final int HEADER_CHARS = 512;
    private static final Duration CLOSED_RETRY = Duration.ofSeconds(5);

    private final SecretSource secrets;
    private final SecretRef digests;

    public Callers(SecretSource secrets, SecretRef digests) {
        this.secrets = secrets;
        this.digests = digests;
    }

    /** What who may not ask is answered; null for who may. */
    public @Nullable Response turnAway(Request request) {
        return switch (of(request)) {
            case WELCOME -> null;
            case SILENT -> unauthorized("send Authorization: Bearer and a token");
            case UNKNOWN -> unauthorized("the token is not valid");
            case UNCLEAR ->
                Response.problem(503, "unavailable", "Try again in a moment", "the callers' token can't be read")
                        .retryAfter(CLOSED_RETRY);
        };
    }

    private static Response unauthorized(String detail) {
        return Response.problem(401, "unauthorized", "Who are you?", detail)
                .with("www-authenticate", "Bearer realm=\"usher\"");
    }

    /** What is known of who asks. */
    enum Caller {
        WELCOME,
        /** There is no token. */
        SILENT,
        /** The token is nobody's. */
        UNKNOWN,
        /** The digests can't be read. */
        UNCLEAR
    }

    Caller of(Request request) {
        List<String> expected;
        try {
            expected = List.of(secrets.get(digests)
                    .reveal()
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .split("[\\s,]+"));
        } catch (SecretUnavailable missing) {
            return Caller.UNCLEAR;
        }
        if (expected.equals(List.of(OPEN))) return Caller.WELCOME;
        var header = request.headers().get("authorization", "");
        if (header.isBlank()) return Caller.SILENT;
        if (header.length() > HEADER_CHARS || !header.toLowerCase(Locale.ROOT).startsWith(BEARER))
            return Caller.UNKNOWN;
        var given = sha256(header.substring(BEARER.length()).strip());
        boolean welcome = false;
        for (var digest : expected) welcome |= MessageDigest.isEqual(digest.getBytes(StandardCharsets.UTF_8), given);
        return welcome ? Caller.WELCOME : Caller.UNKNOWN;
    }

    /** Who asks, as something that tells nothing of the token: the same for the same token. */
    public String name(Request request) {
        var header = request.headers().get("authorization", "");
        return new String(sha256("usher caller\0" + header.strip()), StandardCharsets.US_ASCII).substring(0, 32);
    }

    private static byte[] sha256(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing); // every JDK has SHA-256
        }
    }
}
