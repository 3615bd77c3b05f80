package dev.usher.reliability;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How much time one set of figures, or one count of uptime, covers. */
public enum Span {
    MINUTE(Duration.ofMinutes(1)),
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1));

    private final Duration length;

    Span(Duration length) {
        this.length = length;
    }

    public Duration length() {
        return length;
    }

    /** The start of the span that an instant lies in; spans begin at whole minutes, hours and days of UTC. */
    public Instant start(Instant at) {
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), length.toMillis()) * length.toMillis());
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
