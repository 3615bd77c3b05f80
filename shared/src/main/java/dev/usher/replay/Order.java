package dev.usher.replay;

import dev.usher.config.Priority;
import org.jspecify.annotations.Nullable;

/**
 * How deliveries are to be replayed.
 *
 * @param cause who asks, {@code operator:{name}} or {@code job:{id}}; kept with each replay
 * @param once a cause that names one request: each delivery is replayed for it at most once, ever
 * @param forced whatever the limit, what was delivered already, and the signature say
 * @param delivered also what was delivered already
 * @param attemptsCap the most attempts of a replay, 1 to 5
 * @param priority the queue to take; null for the event's own
 */
public record Order(
        String cause,
        boolean once,
        boolean forced,
        boolean delivered,
        int attemptsCap,
        @Nullable Priority priority) {
    public static final int DEFAULT_ATTEMPTS = 3;

    public static final int MOST_ATTEMPTS = 5;

    private static final String JOB = "job:";

    /** The cause of replays that a job makes. */
    static String causeOf(String job) {
        return JOB + job;
    }

    /** Whether a job asks: it goes by a list, which may name what somebody has replayed since. */
    boolean isOfJob() {
        return cause.startsWith(JOB);
    }
}
