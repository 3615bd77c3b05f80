package dev.usher.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of the destinations that is not usual: which of them are paused, and which are slow. */
public interface Board {
    /** Why and since when a destination is paused; null when it is not. May be a few seconds old. */
    @Nullable
    Pause paused(String destination);

    /** Holds all deliveries to a destination until it is resumed. A no-op when it is paused already. */
    void pause(String destination, String reason, String by, Instant now);

    /** Lets deliveries pass again. False when it was not paused. */
    boolean resume(String destination, Instant now);

    /** Whether a destination was slow lately, as any environment saw it. May be a few seconds old. */
    boolean slow(String destination);

    /** Takes a destination for slow until then. Best effort: never throws for an outage. */
    void slow(String destination, Instant until);

    /** Destinations that were resumed and may still have deliveries held. */
    List<String> released();

    /** Nothing was found held for this destination; forgotten once everybody must have heard that it was resumed. */
    void emptied(String destination, Instant now);

    /** A paused destination. */
    record Pause(String reason, String by, Instant since) {}
}
