package dev.usher.breaker;

import java.time.Instant;
import java.util.Map;

/**
 * A breaker came into another phase, or was told to be in the one it was in.
 *
 * @param generation tells transitions of one breaker apart
 * @param until while open: until when; else the same as {@code at}
 */
public record Transition(
        BreakerId id, Instant at, Phase from, Phase to, Cause cause, long generation, Instant until, Seen seen) {
    /**
     * What brought it about.
     *
     * @param why {@code failures} in a row or their {@code rate} opened it; the {@code time} to try again has come; a {@code probe}
     *     failed; it has {@code recovered}; it was {@code forced} or {@code reset}
     * @param by the operator who did; empty when nobody did
     */
    public record Cause(String why, String by) {}

    /**
     * What had been seen by then.
     *
     * @param run failures in a row
     * @param calls of the last window that were told of
     * @param failures of them
     * @param failing environments that saw failures
     * @param calling environments that told of calls
     * @param errors how often each came
     */
    public record Seen(int run, long calls, long failures, int failing, int calling, Map<String, Integer> errors) {
        public Seen {
            errors = Map.copyOf(errors);
        }

        public static Seen of(Evidence evidence) {
            return new Seen(
                    evidence.run().size(),
                    evidence.good() + evidence.bad(),
                    evidence.bad(),
                    evidence.failing(),
                    evidence.environments().size(),
                    evidence.errors());
        }
    }

    /** The one that led to this machine. */
    public static Transition of(BreakerId id, Phase from, Machine to, Cause cause, long nowMs) {
        var at = Instant.ofEpochMilli(nowMs);
        var until = to.phase() == Phase.OPEN ? Instant.ofEpochMilli(to.untilMs()) : at;
        return new Transition(id, at, from, to.phase(), cause, to.generation(), until, Seen.of(to.evidence()));
    }

    /** Whether it keeps calls from being made that were made before. */
    public boolean opened() {
        return to == Phase.OPEN && from == Phase.CLOSED;
    }
}
