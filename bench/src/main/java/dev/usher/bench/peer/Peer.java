package dev.usher.bench.peer;

import java.util.List;

/** A limiter on one Redis, built as its users build it, with one set of windows for all subjects. Thread-safe. */
public interface Peer extends AutoCloseable {
    /** Does what must be done once for a subject before it is asked; nothing for most. */
    default void prepare(List<String> subjects) {}

    /**
     * Takes one unit from every window, or none from any, as far as the library keeps to that.
     *
     * @throws RuntimeException when the library does
     */
    Answer ask(String subject);

    /**
     * Units left in one of the windows. May take them all to find out, so the subject is of no use afterwards.
     *
     * @throws UnsupportedOperationException when it limits nothing
     * @throws IllegalStateException when Redis does not answer in time
     */
    long left(String subject, Rule rule);

    @Override
    void close();
}
