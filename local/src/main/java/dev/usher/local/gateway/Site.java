package dev.usher.local.gateway;

/** Something that answers HTTP requests under the host's one port. */
@FunctionalInterface
public interface Site {
    /** What to do about the request; may block, it has a thread of its own. */
    Reaction answer(Received request) throws InterruptedException;

    /** What a site does about a request. */
    sealed interface Reaction {
        /** Write this answer. */
        record Write(HttpAnswer answer) implements Reaction {}

        /** Break the connection without an answer (TCP reset). */
        record Reset() implements Reaction {}
    }
}
