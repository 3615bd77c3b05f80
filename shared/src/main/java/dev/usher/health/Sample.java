package dev.usher.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What one look at somebody showed. Nothing in it comes from an answer's body or headers.
 *
 * @param at when it began
 * @param why one word: why it is not good, such as {@code http_503}, {@code timeout} or {@code slow}; empty when it is
 * @param status of the answer; 0 when none came
 * @param took until the last byte, or until it was given up; zero when nobody was asked
 */
public record Sample(Instant at, Grade grade, String why, int status, Duration took) {
    /** What it is worth. */
    public enum Grade {
        GOOD,
        /** It works, and not as it should. */
        POOR,
        BAD,
        /** Nobody was asked, so it says nothing. */
        NONE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Not asked: the breaker keeps everybody away. */
    public static final String BREAKER_OPEN = "breaker-open";

    /** Not asked: nothing of its limit is left for a probe. */
    public static final String OVER_LIMIT = "over-limit";

    /** Not asked: it wants to be left alone for a while. */
    public static final String RESTING = "resting";

    public static Sample good(Instant at, Duration took) {
        return new Sample(at, Grade.GOOD, "", 0, took);
    }

    /** Good, or poor when it took longer than is well. */
    public static Sample answered(Instant at, Duration took, Duration slow) {
        return took.compareTo(slow) > 0 ? poor(at, "slow", took) : good(at, took);
    }

    public static Sample poor(Instant at, String why, Duration took) {
        return new Sample(at, Grade.POOR, why, 0, took);
    }

    public static Sample bad(Instant at, String why, Duration took) {
        return new Sample(at, Grade.BAD, why, 0, took);
    }

    public static Sample none(Instant at, String why) {
        return new Sample(at, Grade.NONE, why, 0, Duration.ZERO);
    }
}
