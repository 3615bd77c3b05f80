package dev.usher.outbound;

import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.Outcome.Failure;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Whoever is called, over the network. What they or the network do is a {@link Reply}, never thrown. */
@FunctionalInterface
public interface ThirdParty {
    /** The longest answer that is passed on: what Lambda answers with, 6 MB, after base64 and with room for headers. */
    int MOST_ANSWER_BYTES = 4 * 1024 * 1024;

    /**
     * Makes one attempt.
     *
     * @param headers by name in the spelling they are sent with
     * @param timeout of everything
     */
    Reply call(String method, URI url, Map<String, String> headers, Body body, Duration timeout);

    /** What became of an attempt. */
    sealed interface Reply {
        /** An answer, whole. */
        record Answered(int status, Headers headers, Body body) implements Reply {}

        /**
         * An answer longer than is passed on.
         *
         * @param headers tell of limits all the same
         */
        record TooLong(int status, Headers headers) implements Reply {}

        /** No whole answer came. */
        record Failed(Failure failure) implements Reply {}
    }
}
