package dev.usher.message;

import org.jspecify.annotations.Nullable;

/** A message on one of the {@link Queues}: what the delivery function should look at. */
public sealed interface Wake {
    /**
     * Route an event and deliver it for the first time.
     *
     * @param inline the event itself, so that the usual case reads nothing; null when it is too large for a message
     * @param recheck the message may be one of several for this event, so look first what was delivered already
     * @param queued it was over the limit of its source, so ask first whether its turn has come
     */
    record Dispatch(EventId id, @Nullable Event inline, boolean recheck, boolean queued) implements Wake {
        public static Dispatch of(Event event) {
            return new Dispatch(event.id(), event, false, false);
        }

        public static Dispatch queued(Event event) {
            return new Dispatch(event.id(), event, false, true);
        }

        public static Dispatch again(EventId id) {
            return new Dispatch(id, null, true, false);
        }

        public static Dispatch queuedAgain(EventId id) {
            return new Dispatch(id, null, true, true);
        }
    }

    /**
     * Make attempt number {@code attempt} of a delivery, if that is still the next one.
     *
     * @param aside it comes by the lane for slow destinations
     */
    record Attempt(DeliveryId id, int attempt, boolean aside) implements Wake {
        public Attempt(DeliveryId id, int attempt) {
            this(id, attempt, false);
        }
    }
}
