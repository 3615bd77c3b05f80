package dev.usher.abuse;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where environments put together what parties did. Throws {@link WatchUnavailable} on an outage. */
public interface Trails {
    /** How long one trail is. */
    Duration SLICE = Duration.ofMinutes(10);

    /** Nobody puts anything together. */
    Trails NOWHERE = (policy, slice, more) -> new Seen(Map.of(), Map.of());

    /** Adds what one environment saw, and says what all have seen. */
    Seen add(String policy, Instant slice, Footprints more);

    /** What one party did. */
    record Step(Map<Integer, Long> calls, Set<String> operations, Trail.@Nullable Range range, long denied) {
        public Step {
            calls = Map.copyOf(calls);
            operations = Set.copyOf(operations);
        }
    }

    /**
     * What one environment saw.
     *
     * @param parties what each did
     * @param addresses which parties came from each
     */
    record Footprints(Map<Party, Step> parties, Map<String, Set<Party>> addresses) {}

    /**
     * What all environments have seen of those that one of them named.
     *
     * @param addresses how many parties came from each, to about one percent
     */
    record Seen(Map<Party, Trail> parties, Map<String, Long> addresses) {}

    /** The slice that a moment is in, by its start. */
    static Instant sliceOf(Instant moment) {
        return Instant.ofEpochSecond(moment.getEpochSecond() / SLICE.toSeconds() * SLICE.toSeconds());
    }
}
