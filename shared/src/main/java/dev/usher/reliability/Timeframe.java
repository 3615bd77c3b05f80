package dev.usher.reliability;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How far back a question reaches: so many minutes, hours or days, the one that has just begun included. */
public enum Timeframe {
    HOUR("1h", Span.MINUTE, 60),
    DAY("24h", Span.HOUR, 24),
    WEEK("7d", Span.HOUR, 168),
    MONTH("30d", Span.DAY, 30),
    QUARTER("90d", Span.DAY, 90);

    /** As they are written in a query; longer ones are only answered. */
    public static final List<String> LABELS = List.of("1h", "24h", "7d");

    private final String label;
    private final Span span;
    private final int spans;

    Timeframe(String label, Span span, int spans) {
        this.label = label;
        this.span = span;
        this.spans = spans;
    }

    /** @throws IllegalArgumentException for anything but one of {@link #LABELS} */
    public static Timeframe of(String label) {
        for (var timeframe : values()) if (timeframe.label.equals(label) && LABELS.contains(label)) return timeframe;
        throw new IllegalArgumentException("no such timeframe: " + label);
    }

    public String label() {
        return label;
    }

    public Span span() {
        return span;
    }

    /** The start of the first span. */
    public Instant from(Instant now) {
        Duration before = span.length().multipliedBy(spans - 1L);
        return span.start(now).minus(before);
    }

    /** Whole minutes of it that have begun. */
    public long minutes(Instant now) {
        return Duration.between(from(now), now).toMinutes() + 1;
    }
}
