package dev.usher.reliability;

import java.time.Instant;

/**
 * Which figures: whose, and of when.
 *
 * @param start a whole minute or hour, as the span says
 */
public record Slot(Span span, Instant start, Subject subject) {
    public static Slot of(Span span, Instant at, Subject subject) {
        return new Slot(span, span.start(at), subject);
    }

    /** The hour that this slot is part of. */
    Slot hour() {
        return of(Span.HOUR, start, subject);
    }
}
