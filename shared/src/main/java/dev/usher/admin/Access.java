package dev.usher.admin;

import dev.usher.config.Operator;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds out who asks, by the token in {@code Authorization: Bearer}. Tokens are compared by their SHA-256, in constant time. */
final class Access {
    private static final String BEARER = "bearer ";
    private static final int TOKEN_CHARS = 512;
    private static final int HASH_CHARS = 64;

    private final List<Operator> operators;
    private final SecretSource secrets;

    Access(List<Operator> operators, SecretSource secrets) {
        this.operators = List.copyOf(operators);
        this.secrets = secrets;
    }

    /** Who asks. */
    sealed interface Caller {
        record Known(Operator operator) implements Caller {}

        /** There is no token. */
        record Silent() implements Caller {}

        /** The token is nobody's. */
        record Unknown() implements Caller {}

        /** The token is nobody's whose hash can be read, and some can't. */
        record Unclear() implements Caller {}
    }

    Caller caller(Request request) {
        var header = request.headers().get("authorization");
        if (header == null || header.isBlank()) return new Caller.Silent();
        if (header.length() > TOKEN_CHARS || !header.toLowerCase(Locale.ROOT).startsWith(BEARER))
            return new Caller.Unknown();
        var hash = sha256(header.substring(BEARER.length()).strip());
        Operator found = null;
        boolean unclear = false;
        for (var operator : operators) {
            var expected = hash(operator);
            if (expected == null) unclear = true;
            else if (MessageDigest.isEqual(expected, hash)) found = operator;
        }
        if (found != null) return new Caller.Known(found);
        return unclear ? new Caller.Unclear() : new Caller.Unknown();
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
