package dev.usher.incident;

import dev.usher.message.EventId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an incident.
 *
 * @param what {@code wrong} and {@code over} of a symptom; {@code acknowledged} and {@code note} of an operator; else what an
 *     {@link Alert} says
 * @param by the operator; empty when it was nobody
 * @param text for people; empty when {@code what} says it all
 * @param alert the event by which it was told; null when it was not
 */
public record Moment(
        Instant at,
        String what,
        String by,
        String text,
        @Nullable EventId alert) {}
