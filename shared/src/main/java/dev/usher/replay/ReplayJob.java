package dev.usher.replay;

import dev.usher.config.Priority;
import dev.usher.message.State;
import dev.usher.search.Criteria;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Many deliveries to be replayed, and how far that has come.
 *
 * @param id {@code replay_} and 32 hex digits
 * @param by the operator who asked for it
 */
public record ReplayJob(String id, Plan plan, String by, Instant createdAt, Progress progress) {
    /** The most deliveries of one slice. */
    public static final int SLICE = 100;

    /**
     * What is to be replayed, and how fast.
     *
     * @param state dead, parked or delivered
     * @param pacePerSecond 1 to 100
     * @param max deliveries to replay at most
     * @param attemptsCap of each replay, 1 to 5
     * @param reason in the operator's words; empty when none was given
     */
    public record Plan(State state, Criteria criteria, int pacePerSecond, long max, int attemptsCap, String reason) {}

    /** Whether a job goes on. */
    public enum Standing {
        RUNNING,
        /** Somebody cancelled it; its next slice sees that. */
        CANCELLING,
        CANCELLED,
        DONE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException for anything but a label */
        public static Standing of(String label) {
            for (var standing : values()) if (standing.label().equals(label)) return standing;
            throw new IllegalArgumentException("no such standing: " + label);
        }
    }

    /**
     * How far a job has come.
     *
     * @param slice the one to be worked next, from 0
     * @param after where it goes on in the list; null at the beginning
     * @param next when that slice is due; when it ended, for a job that has
     */
    public record Progress(
            Standing standing, int slice, @Nullable String after, Counts counts, Instant next) {}

    /**
     * What became of the deliveries so far.
     *
     * @param found how many were looked at
     * @param skipped how many were left out, by reason
     * @param failed how many could not be replayed for a fault of ours
     */
    public record Counts(long found, long replayed, Map<String, Long> skipped, long failed) {
        public static final Counts NONE = new Counts(0, 0, Map.of(), 0);

        public Counts {
            skipped = Map.copyOf(skipped);
        }

        public Counts plus(Counts more) {
            var sum = new TreeMap<>(skipped);
            more.skipped.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
            return new Counts(found + more.found, replayed + more.replayed, sum, failed + more.failed);
        }
    }

    public static ReplayJob fresh(String id, Plan plan, String by, Instant now) {
        return new ReplayJob(id, plan, by, now, new Progress(Standing.RUNNING, 0, null, Counts.NONE, now));
    }

    public ReplayJob with(Progress other) {
        return new ReplayJob(id, plan, by, createdAt, other);
    }

    /** How each of its deliveries is replayed: behind everything else, and once only, however often its slice is worked. */
    Order order() {
        return new Order(
                Order.causeOf(id), true, false, plan.state() == State.DELIVERED, plan.attemptsCap(), Priority.LOW);
    }

    /** How many deliveries the next slice may handle: ten seconds' worth of the pace at most. */
    int sliceSize() {
        long left = plan.max() - progress.counts().replayed();
        return (int) Math.min(Math.min(SLICE, plan.pacePerSecond() * 10L), left);
    }
}
