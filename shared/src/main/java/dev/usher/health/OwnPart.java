package dev.usher.health;

import java.time.Instant;

/** A part of Usher that can be looked at. */
public interface OwnPart {
    /** {@code redis/eu-west-1}, {@code queue/high}: what follows {@code usher:}. */
    String name();

    /** What it is called when it is not well: {@code backlog} of a queue that is only too long; empty for what its condition is. */
    default String kind() {
        return "";
    }

    /** Looks, within two seconds or so; an outage of it is a bad sample, and nothing is thrown. */
    Sample look(Instant now);
}
