package dev.usher.lambda;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32;

/**
 * When a message whose handling failed comes again: within seconds at first, because most outages are short, then three times as
 * late each time. The longest wait is how late a long outage's end may be noticed.
 */
public final class Backoff {
    /** The longest wait after the first failure. */
    static final Duration FIRST = Duration.ofSeconds(2);

    /** The longest wait of all. Messages that wait count as in flight, of which a queue holds 120,000. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final int FACTOR = 3;

    private Backoff() {}

    /**
     * The upper half of the longest wait is jitter, drawn from the message's id.
     *
     * @param received how often the message was received, 1 or more
     */
    public static Duration after(int received, String messageId) {
        long longest = longestAfter(received).toMillis();
        var crc = new CRC32();
        crc.update((messageId + "#" + received).getBytes(StandardCharsets.UTF_8));
        return Duration.ofMillis(longest / 2 + longest / 2 * (crc.getValue() & 0xffff) / 0x10000);
    }

    private static Duration longestAfter(int received) {
        var wait = FIRST;
        for (int failures = 1; failures < received && wait.compareTo(LONGEST) < 0; failures++)
            wait = wait.multipliedBy(FACTOR);
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
