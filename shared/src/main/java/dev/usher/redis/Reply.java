package dev.usher.redis;

import java.util.concurrent.CompletableFuture;

/** What came of a {@link Call}. Only {@link Late} leaves open whether it was done. */
sealed interface Reply {
    /** Why it was not answered, in one word for the log. */
    default String why() {
        return switch (this) {
            case Answered answered -> "answered";
            case Declined declined -> declined.word();
            case Unasked unasked -> "unconnected";
            case Late late -> "late";
        };
    }

    /** It was done. */
    record Answered(Object value) implements Reply {}

    /**
     * The server said no, and nothing was done.
     *
     * @param error as the server said it, such as {@code READONLY You can't write against a read only replica.}
     */
    record Declined(String error) implements Reply {
        /** Its first word: what kind of error it is. */
        String word() {
            int end = error.indexOf(' ');
            return end < 0 ? error : error.substring(0, end);
        }
    }

    /** No server was asked: none is connected, or one owes an answer already. */
    record Unasked() implements Reply {}

    /**
     * It was sent, and no answer came in time.
     *
     * @param reply completes with the late answer, or exceptionally when none can come any more: then nobody knows whether
     *     it was done
     */
    record Late(CompletableFuture<Object> reply) implements Reply {}
}
