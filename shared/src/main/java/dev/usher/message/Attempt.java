package dev.usher.message;

import java.time.Duration;
import java.time.Instant;

/**
 * One try to deliver.
 *
 * @param number 1 for the first
 * @param at when it began
 * @param took from the connect to the last byte read
 * @param sentBytes size of the body sent
 * @param response the first 16 KiB of what the receiver answered, as text; empty when it answered nothing
 */
public record Attempt(int number, Instant at, Duration took, Outcome outcome, long sentBytes, String response) {
    /** How much of a response is kept, in bytes. */
    public static final int RESPONSE_BYTES = 16 * 1024;
}
