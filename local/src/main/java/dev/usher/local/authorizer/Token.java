package dev.usher.local.authorizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Body;
import dev.usher.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A JWT taken apart (RFC 7515, compact form); nothing in it is verified yet.
 *
 * @param algorithm {@code alg}; empty when it names none
 * @param keyId {@code kid}; empty when it names none
 * @param signed what the signature is over
 */
record Token(String algorithm, String keyId, ObjectNode claims, Body signed, Body signature) {
    /** Null when it is no JWT, or has a header that must be understood and is not. */
    static @Nullable Token parse(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 3) return null;
        try {
            var decoder = Base64.getUrlDecoder();
            if (!(Json.readOrNull(decoder.decode(parts[0])) instanceof ObjectNode header)
                    || !(Json.readOrNull(decoder.decode(parts[1])) instanceof ObjectNode claims)
                    || header.has("crit")) return null;
            return new Token(
                    header.path("alg").asText(""),
                    header.path("kid").asText(""),
                    claims,
                    Body.of((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII)),
                    Body.of(decoder.decode(parts[2])));
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
