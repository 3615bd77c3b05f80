package dev.usher.outbound;

import dev.usher.breaker.Result;
import dev.usher.config.Service;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.Outcome;
import dev.usher.message.Outcome.Failure;
import dev.usher.signal.Answer;
import dev.usher.signal.Signal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Whoever is called, over the network. What they or the network do is a {@link Reply}, never thrown. */
@FunctionalInterface
public interface ThirdParty {
    /** The longest answer that is passed on: what Lambda answers with, 6 MB, after base64 and with room for headers. */
    int MOST_ANSWER_BYTES = 4 * 1024 * 1024;

    /** Names and values of its headers, of which the room is for. */
    int MOST_HEADER_CHARS = 64 * 1024;

    /**
     * Makes one attempt.
     *
     * @param headers by name in the spelling they are sent with
     * @param timeout of everything
     */
    Reply call(String method, URI url, Map<String, String> headers, Body body, Duration timeout);

    /** The same of what may be made twice: it is sent again at once when a connection that was kept turns out dead. */
    default Reply callRepeatable(String method, URI url, Map<String, String> headers, Body body, Duration timeout) {
        return call(method, url, headers, body, timeout);
    }

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

        /** What it is, for whoever keeps figures or a history. */
        default Outcome outcome() {
            return switch (this) {
                case Answered answered -> new Outcome.Answered(answered.status(), null);
                case TooLong tooLong -> new Outcome.Answered(tooLong.status(), null);
                case Failed(var failure) -> new Outcome.Failed(failure);
            };
        }

        /** What is said of limits, even by an answer that is too long; a call without an answer says nothing. */
        default Signal signal(Service service, Instant now) {
            return switch (this) {
                case Answered(int status, var headers, var body) ->
                    Signal.of(new Answer(status, headers, body), service.dialect(), now);
                case TooLong(int status, var headers) ->
                    Signal.of(new Answer(status, headers, Body.EMPTY), service.dialect(), now);
                case Failed failed -> new Signal.None();
            };
        }

        /** What the breaker is told. Being asked to slow down says nothing of a service's health, in whatever words it comes. */
        default Result result(Signal signal) {
            return signal instanceof Signal.SlowDown ? new Result.Mute() : Result.of(outcome());
        }
    }
}
