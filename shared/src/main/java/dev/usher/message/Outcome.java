package dev.usher.message;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface Outcome {
    /**
     * The receiver answered; 2xx is success.
     *
     * @param retryAfter the wait that it asked for, by Retry-After or otherwise; null when it asked for none
     */
    record Answered(int status, @Nullable Duration retryAfter) implements Outcome {}

    /** No answer came. */
    record Failed(Failure failure) implements Outcome {}

    /** Why no answer came; every one is worth another attempt but {@link #BLOCKED}. */
    enum Failure {
        DNS,
        CONNECT,
        TLS,
        TIMEOUT,
        RESET,
        PROTOCOL,
        /** The destination's address is private and not allowed. */
        BLOCKED,
        /** The signing secret could not be read. */
        SECRET
    }

    default boolean success() {
        return this instanceof Answered answered && answered.status() >= 200 && answered.status() < 300;
    }

    /** A short stable word for logs, filters and counters: {@code http_503}, {@code timeout}, {@code ok}. */
    default String error() {
        return switch (this) {
            case Answered answered when answered.status() >= 200 && answered.status() < 300 -> "ok";
            case Answered answered -> "http_" + answered.status();
            case Failed failed -> failed.failure().name().toLowerCase(java.util.Locale.ROOT);
        };
    }
}
