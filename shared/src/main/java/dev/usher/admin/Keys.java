package dev.usher.admin;

import dev.usher.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The {@code Idempotency-Key} of a request: two with the same one by the same operator are one (draft-ietf-httpapi-idempotency-key-header). */
final class Keys {
    private static final int CHARS = 255;

    private Keys() {}

    /** 32 hex digits that stand for the operator and the key; null when the request has none. */
    static @Nullable String digest(Request request, String operator) {
        var key = request.headers().get("idempotency-key");
        if (key == null || key.isBlank()) return null;
        if (key.length() > CHARS) throw Refusal.parameter("Idempotency-Key", "at most " + CHARS + " characters long");
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(operator.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            return HexFormat.of().formatHex(sha.digest(key.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has SHA-256
        }
    }
}
