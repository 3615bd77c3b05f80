package dev.usher.replay;

import java.time.Duration;
import java.time.Instant;

/** The sweeper's look at replay jobs: queues the slice of a job whose message got lost. Safe to run twice and by two at once. */
public final class ReplayRounds {
    /** Jobs looked at in one round; the next round takes the rest. */
    private static final int ROUND = 100;

    private final Replays replays;
    private final Slices slices;

    public ReplayRounds(Replays replays, Slices slices) {
        this.replays = replays;
        this.slices = slices;
    }

    /** @return how many slices were queued again */
    public int round(Instant now) {
        var overdue = replays.overdue(now, ROUND);
        for (var job : overdue)
            slices.send(new Slices.Slice(job.id(), job.progress().slice()), Duration.ZERO);
        return overdue.size();
    }
}
