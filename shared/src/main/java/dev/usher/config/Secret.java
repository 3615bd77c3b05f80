package dev.usher.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Key material or a token. It cannot print itself, so it cannot reach a log by accident. */
public final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Key material that is no text, such as a decoded key. */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** The secret as bytes, UTF-8 when it was given as text; do not write to them. */
    public byte[] bytes() {
        return bytes;
    }

    public String reveal() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && Arrays.equals(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "secret";
    }
}
