package dev.usher.outbound;

import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.EventId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of a {@link Outgoing}. */
public sealed interface GatewayAnswer {
    /**
     * The service answered: a success, or a refusal that is the caller's to understand. Never 5xx.
     *
     * @param attempts that it took, 1 or more
     * @param shape the caller is told of its shape; empty when it did not ask for ours
     */
    record Served(int status, Headers headers, Body body, int attempts, String shape) implements GatewayAnswer {}

    /**
     * What the service answered to the same request some time ago; now it can't be had.
     *
     * @param since when it was answered
     * @param why what it stands in for
     * @param shape as of {@link Served}
     */
    record Stale(Kept kept, Instant since, Denied why, String shape) implements GatewayAnswer {
        public Stale(Kept kept, Instant since, Denied why) {
            this(kept, since, why, "");
        }
    }

    /**
     * Another service answered in place of the one that was asked.
     *
     * @param service its name
     * @param why what it stands in for
     */
    record Instead(String service, Served served, Denied why) implements GatewayAnswer {}

    /**
     * It is stored, and will be made when it can be.
     *
     * @param position in the line of the service's limit, 1 for the next; 0 when it stands in none
     * @param expected when it should be made
     */
    record Queued(EventId id, long position, Instant expected) implements GatewayAnswer {}

    /** It can't be queued: another call was queued under the same idempotency key. */
    record KeyTaken() implements GatewayAnswer {}

    /** The call was not made, or brought nothing. */
    sealed interface Denied extends GatewayAnswer {
        /** When trying again may help; null when nobody knows. */
        default @Nullable Duration retryAfter() {
            return null;
        }

        /** Whether nothing has happened over there, so that somebody else may do it, or it may be done later. */
        default boolean unmade() {
            return true;
        }

        /** Whether the call could be made later. */
        default boolean passing() {
            return false;
        }

        /** One word for logs. */
        String word();
    }

    /** Over the limit, ours or the service's own. */
    record Limited(Duration retryAfter, boolean unmade) implements Denied {
        @Override
        public boolean passing() {
            return true;
        }

        @Override
        public String word() {
            return "limited";
        }
    }

    /** It costs more than the limit ever holds. */
    record TooDear() implements Denied {
        @Override
        public String word() {
            return "too-dear";
        }
    }

    /** The breaker is open: the service is left alone. */
    record Broken(Duration retryAfter) implements Denied {
        @Override
        public boolean passing() {
            return true;
        }

        @Override
        public String word() {
            return "broken";
        }
    }

    /**
     * No attempt brought an answer that could be passed on.
     *
     * @param error of the last attempt, one word such as {@code timeout} or {@code http_503}; for the log
     * @param late whether it was time that ran out
     */
    record Failed(String error, boolean late, int attempts, boolean unmade) implements Denied {
        @Override
        public String word() {
            return "failed";
        }
    }

    /** It was to be queued and can't be stored. */
    record Unstored() implements Denied {
        @Override
        public String word() {
            return "unstored";
        }
    }

    /** It answered in another shape than it says, which is not passed on. */
    record Misshapen() implements Denied {
        @Override
        public boolean unmade() {
            return false;
        }

        @Override
        public String word() {
            return "misshapen";
        }
    }

    /** The credentials can't be had. */
    record Unauthenticated() implements Denied {
        @Override
        public String word() {
            return "unauthenticated";
        }
    }
}
