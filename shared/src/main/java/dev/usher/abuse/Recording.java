package dev.usher.abuse;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What was asked of the limiter, by policy and minute. Every method throws {@link WatchUnavailable} on an outage. */
public interface Recording {
    /** How long a minute is kept. */
    Duration KEPT = Duration.ofHours(25);

    /** Nothing is recorded, and nothing can be read. */
    Recording NOWHERE = new Recording() {
        @Override
        public void add(String policy, Instant minute, Sketch more) {}

        @Override
        public List<Minute> read(String policy, Instant from, Instant until) {
            throw new WatchUnavailable("nothing records what is asked: there is no Redis");
        }
    };

    /**
     * Adds to what is known of a minute. What others added before is joined with it; askers that do not fit any more become
     * part of the others.
     */
    void add(String policy, Instant minute, Sketch more);

    /**
     * The minutes that something was asked in, the oldest first.
     *
     * @param from in the first minute
     * @param until in the last minute, included
     */
    List<Minute> read(String policy, Instant from, Instant until);

    /** @param start of the minute */
    record Minute(Instant start, Sketch sketch) {}
}
