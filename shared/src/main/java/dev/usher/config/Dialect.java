package dev.usher.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a third party says that it is called too much, and what is left, beyond what all say alike: 429, {@code Retry-After},
 * and the {@code RateLimit} and {@code X-RateLimit-…} fields need no declaration. Whatever names a field that is read anyway
 * replaces that reading.
 *
 * @param signs which answers mean "slow down", or for which reason they do; the first that fits counts
 * @param waits where an answer says until when
 * @param gauges where an answer says what is left
 * @param longest no wait is taken for longer than this; 1 s to {@link #MONTH}
 */
public record Dialect(List<Sign> signs, List<Wait> waits, List<Gauge> gauges, Duration longest) {
    /** The longest wait believed of anybody who declares nothing else. */
    public static final Duration LONGEST = Duration.ofHours(24);

    /** The longest window that anybody counts over, and so the longest wait that may be declared. */
    public static final Duration MONTH = Duration.ofDays(31);

    /** Of those who say it as all do. */
    public static final Dialect COMMON = new Dialect(List.of(), List.of(), List.of(), LONGEST);

    public Dialect {
        signs = List.copyOf(signs);
        waits = List.copyOf(waits);
        gauges = List.copyOf(gauges);
        if (longest.compareTo(Duration.ofSeconds(1)) < 0 || longest.compareTo(MONTH) > 0)
            throw new IllegalArgumentException("the longest wait is 1 second to 31 days");
    }

    /** Which limit was met. */
    public enum Reason {
        /** Too many in a short time: seconds to hours. */
        BURST,
        DAILY,
        MONTHLY,
        /** Too many at once. */
        CONCURRENCY
    }

    /**
     * What marks an answer as "slow down".
     *
     * @param statuses of such answers; empty for every status but 2xx
     * @param spot what must be found; null when the status is enough
     * @param words one of which must stand there, letter case aside; empty for any
     * @param reason null to conclude it from what is exhausted
     * @param atLeast no shorter wait is taken, and this one when nothing says until when; zero for neither
     */
    public record Sign(
            Set<Integer> statuses,
            @Nullable Spot spot,
            Set<String> words,
            @Nullable Reason reason,
            Duration atLeast) {
        public Sign {
            statuses = Set.copyOf(statuses);
            words = Set.copyOf(words);
            if (atLeast.isNegative()) throw new IllegalArgumentException("the least wait is not negative");
        }
    }

    /** Where an answer says until when to wait, and how. */
    public record Wait(Spot spot, Form form) {}

    /** How a wait is written. */
    public enum Form {
        /** A number of seconds, a moment as seconds or milliseconds since 1970, a date or a duration: what it looks like. */
        ANY,
        /** Seconds from now, with or without a fraction. */
        SECONDS,
        /** Milliseconds from now. */
        MILLISECONDS
    }

    /**
     * Where an answer says what is left of one limit. Says nothing when neither what is left nor the limit is found.
     *
     * @param name tells it from the others of this third party
     * @param left where it says what is left; null when it says what is {@code used}
     * @param used what is left is {@code limit} less this; null when it says what is {@code left}
     * @param limit null when it does not say
     * @param reset when there is more again; null when it does not say
     * @param window what the limit is counted over; null when unknown
     */
    public record Gauge(
            String name,
            @Nullable Spot left,
            @Nullable Spot used,
            @Nullable Spot limit,
            @Nullable Wait reset,
            @Nullable Duration window) {}

    /** A place in an answer. Its pattern, if any, finds the value in what stands there: the first group, or all that it matched. */
    public sealed interface Spot {
        @Nullable
        Pattern part();

        /** A header, by its name in any case. */
        record Header(String name, @Nullable Pattern part) implements Spot {
            public Header {
                name = name.toLowerCase(Locale.ROOT);
            }
        }

        /** A text, number or truth value of a JSON body. */
        record Pointer(JsonPointer at, @Nullable Pattern part) implements Spot {}

        /** The body as text. */
        record Text(Pattern part) implements Spot {}
    }
}
