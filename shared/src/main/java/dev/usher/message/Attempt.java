package dev.usher.message;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * One try to deliver.
 *
 * @param number 1 for the first
 * @param at when it began
 * @param took from the connect to the last byte read
 * @param sentBytes size of the body sent
 * @param response the beginning of what the receiver answered, as text of at most {@value #RESPONSE_BYTES} bytes in UTF-8; empty when it
 *     answered nothing
 */
public record Attempt(int number, Instant at, Duration took, Outcome outcome, long sentBytes, String response) {
    /** How much of a response is kept, in bytes. All attempts of a delivery stand in one item, which DynamoDB ends at 400 KB. */
    public static final int RESPONSE_BYTES = 16 * 1024;

    public Attempt {
        response = cut(response);
    }

    /** Bytes that were no text are three bytes each by now. Never cuts through a character. */
    private static String cut(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, RESPONSE_BYTES);
        while (end < bytes.length && (bytes[end] & 0xc0) == 0x80) end--;
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
