package dev.usher.breaker;

import dev.usher.config.BreakerPolicy;
import java.time.Duration;
import java.util.Map;

/** Breakers that environments share. Every method throws {@link BreakersUnavailable} on an outage. */
public interface BreakerStore {
    /**
     * What everybody should know.
     *
     * @param nowMs the store's clock, which times of views are of
     * @param views of those that are not as usual
     */
    record Board(long nowMs, Map<BreakerId, View> views) {}

    /**
     * Reads the board. It writes nothing, unless there is something to be counted.
     *
     * @param refused calls that were not made, by breaker, since this was last told
     */
    Board board(Map<BreakerId, Integer> refused);

    /** Puts on the board how a breaker stands, unless it knows better. */
    void show(BreakerId id, View view);

    /** {@link Machine#permit}. */
    Change permit(BreakerId id, Duration lease);

    /** {@link Machine#report}. */
    Change report(BreakerId id, BreakerPolicy policy, Report report);

    /** {@link Machine#good}, {@link Machine#bad} or {@link Machine#mute}. */
    Change settle(BreakerId id, BreakerPolicy policy, Probe probe);

    /** How a probe ended, and who made it. */
    record Probe(long generation, String environment, Result result) {}

    /** {@link Machine#force}. */
    Change force(BreakerId id, Phase wanted, Machine.Force by);

    /**
     * {@link Machine#reset}.
     *
     * @param by the operator who wants it
     */
    Change reset(BreakerId id, String by);

    /** All that is known of one. */
    Machine read(BreakerId id);

    /** Calls that were not made in the last so many hours, the running one included, by breaker. */
    Map<BreakerId, Long> refused(int hours);
}
