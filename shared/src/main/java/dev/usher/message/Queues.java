package dev.usher.message;

import dev.usher.config.Priority;
import java.time.Duration;

/** The three queues that wake the delivery function. They wake, they don't know: what is true is in the stores. */
public interface Queues {
    /** The longest delay a queue can hold a message for (SQS {@code DelaySeconds}: 900). */
    Duration LONGEST_DELAY = Duration.ofMinutes(15);

    /**
     * Queues a message.
     *
     * @param delay zero to {@link #LONGEST_DELAY}; rounded up to whole seconds
     * @throws QueueUnavailable when it is not certain that the message was taken
     */
    void send(Wake message, Priority priority, Duration delay);

    /**
     * Queues an attempt at a slow destination on a lane of its own, so that a receiver that takes long, or never answers,
     * holds up workers of that lane only. Priorities do not count there.
     *
     * @throws QueueUnavailable when it is not certain that the message was taken
     */
    void sendAside(Wake.Attempt message, Duration delay);

    /** About how many messages wait to be received, delayed ones not counted. */
    long waiting(Priority priority);
}
