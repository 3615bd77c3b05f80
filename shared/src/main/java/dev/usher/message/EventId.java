package dev.usher.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The identity of an event: {@code event_} and 26 characters of Crockford base 32. It is derived from the source and the
 * provider's own id, so the same webhook sent twice has the same id wherever it arrives, and is safe in URLs and headers.
 */
public record EventId(String text) {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int CHARS = 26;

    public EventId {
        if (!isValid(text)) throw new IllegalArgumentException("not an event id");
    }

    public static boolean isValid(String text) {
        if (text.length() != 6 + CHARS || !text.startsWith("event_")) return false;
        return text.chars().skip(6).allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }

    /**
     * The id of the event that a source names by {@code dedupKey}.
     *
     * @param generation 0, or how often this key was accepted before and forgotten since (see {@code dedupeFor})
     */
    public static EventId of(String source, String dedupKey, int generation) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(source.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            sha.update(dedupKey.getBytes(StandardCharsets.UTF_8));
            if (generation > 0) sha.update(new byte[] {0, (byte) (generation >> 8), (byte) generation});
            return new EventId("event_" + base32(sha.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has SHA-256
        }
    }

    /** The first 130 bits. */
    private static String base32(byte[] digest) {
        var out = new StringBuilder(CHARS);
        int buffer = 0;
        int bits = 0;
        for (int i = 0; out.length() < CHARS; i++) {
            buffer = (buffer << 8) | (digest[i] & 0xff);
            bits += 8;
            while (bits >= 5 && out.length() < CHARS) {
                out.append(ALPHABET.charAt((buffer >> (bits - 5)) & 31));
                bits -= 5;
            }
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
