package dev.usher.bench.peer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a limiter said to one check.
 *
 * @param told how long a denied caller was told to wait; null when it was not denied, and when the library tells nothing
 */
public record Answer(Kind kind, @Nullable Duration told) {
    /** What it said. */
    public enum Kind {
        ADMITTED,
        DENIED,
        /** Decided without Redis, whatever the decision was. */
        FALLBACK
    }

    public static final Answer ADMITTED = new Answer(Kind.ADMITTED, null);

    /** By a library that does not tell when to come again. */
    public static final Answer DENIED = new Answer(Kind.DENIED, null);

    public static final Answer FALLBACK = new Answer(Kind.FALLBACK, null);

    static Answer deniedFor(Duration wait) {
        return new Answer(Kind.DENIED, wait);
    }
}
