package dev.usher.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The exact bytes of a body, kept because signatures cover bytes and not text. Immutable by agreement: see {@link #bytes}. */
public final class Body {
    public static final Body EMPTY = new Body(new byte[0]);

    /** Smaller bodies fit into an answer of Lambda however they are written. */
    private static final int LARGE = 512 * 1024;

    /** How many characters an escaped control character has more than a plain one. */
    private static final int LONGEST_ESCAPE = 5;

    private final byte[] bytes;

    private Body(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over without a copy; the caller must not change it afterwards. */
    public static Body of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Body(bytes);
    }

    public static Body utf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes themselves, not a copy (a body may be 1 MiB and is read several times); never write to them. */
    public byte[] bytes() {
        return bytes;
    }

    /** The body as text; malformed UTF-8 becomes U+FFFD, so never verify or store this. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The body as text; null when it is not UTF-8. */
    public @Nullable String textOrNull() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException binary) {
            return null;
        }
    }

    /**
     * The body as a text of a JSON document; null when it is no text, or when it would be longer there than in base64: Lambda answers with 6 MB
     * at most.
     */
    public @Nullable String jsonTextOrNull() {
        long escaped = 0;
        if (bytes.length > LARGE)
            for (byte one : bytes) {
                if (one == '"' || one == '\\') escaped++;
                else if (one >= 0 && one < ' ') escaped += LONGEST_ESCAPE;
            }
        return escaped > bytes.length / 3 ? null : textOrNull();
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Body body && Arrays.equals(bytes, body.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Names the size only: bodies may hold personal data and must not reach a log. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
