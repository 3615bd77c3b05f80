package dev.usher.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where events are kept. Every method throws {@link StoreUnavailable} when the store can't be reached or refuses. */
public interface EventStore {
    /**
     * Keeps an event, unless its id is known already. After this returns {@link Added}, the event survives anything.
     *
     * @param rememberedUntil how long another webhook with the same id is a duplicate
     */
    Stored add(Event event, Instant rememberedUntil);

    /** The event with its body; null when there is none, or none any more. */
    @Nullable
    Event find(EventId id);

    /** What {@link #add} did. */
    sealed interface Stored {
        /** This call stored it. Also the answer when an earlier try of the same call did, and its reply got lost. */
        record Added() implements Stored {}

        /** Another webhook with this id came first. */
        record Seen(Instant receivedAt, Instant rememberedUntil) implements Stored {}
    }
}
