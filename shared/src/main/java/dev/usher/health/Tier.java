package dev.usher.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How much time one count of uptime covers, and how long it is kept. All of a tier begin at whole minutes, hours or days of UTC. */
public enum Tier {
    MINUTE(Duration.ofMinutes(1), Duration.ofDays(1)),
    HOUR(Duration.ofHours(1), Duration.ofDays(30)),
    DAY(Duration.ofDays(1), Duration.ofDays(365));

    private final Duration length;
    private final Duration kept;

    Tier(Duration length, Duration kept) {
        this.length = length;
        this.kept = kept;
    }

    public Duration length() {
        return length;
    }

    /** Counted from the end of what it covers. */
    public Duration kept() {
        return kept;
    }

    public Instant start(Instant at) {
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), length.toMillis()) * length.toMillis());
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
