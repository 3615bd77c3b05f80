package dev.usher.reliability;

import java.time.Duration;
import java.time.Instant;

/** How much time one set of figures covers. */
public enum Span {
    MINUTE(Duration.ofMinutes(1), Duration.ofDays(2)),
    HOUR(Duration.ofHours(1), Duration.ofDays(400));

    private final Duration length;
    private final Duration kept;

    Span(Duration length, Duration kept) {
        this.length = length;
        this.kept = kept;
    }

    public Duration length() {
        return length;
    }

    /** How long figures are kept, counted from their start. */
    public Duration kept() {
        return kept;
    }

    /** The start of the span that an instant lies in; spans begin at whole minutes and hours of UTC. */
    public Instant start(Instant at) {
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), length.toMillis()) * length.toMillis());
    }

    public String label() {
        return this == MINUTE ? "minute" : "hour";
    }
}
