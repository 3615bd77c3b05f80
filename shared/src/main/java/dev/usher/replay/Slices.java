package dev.usher.replay;

import java.time.Duration;

/** The queue of the replay function. Like all queues it wakes and does not know: {@link Replays} does. */
@FunctionalInterface
public interface Slices {
    /**
     * Queues a slice of a job.
     *
     * @param delay at most 15 minutes; rounded up to whole seconds
     * @throws dev.usher.message.QueueUnavailable when it is not certain that the message was taken
     */
    void send(Slice slice, Duration delay);

    /** A part of a job. */
    record Slice(String job, int number) {}
}
