package dev.usher.search;

import dev.usher.message.Delivery;
import dev.usher.message.EventId;

/** An event as lists show it. */
public record EventRow(EventId id, Delivery.About about) {
    /** Whether a field has this value; an event has no destination, state or error. */
    boolean is(Field field, String value) {
        return switch (field) {
            case SOURCE -> about.source().equals(value);
            case TYPE -> about.type().equals(value);
            case PRIORITY -> about.priority().label().equals(value);
            case PROVIDER_ID -> about.providerId().equals(value);
            case DESTINATION, STATE, ERROR -> false;
        };
    }
}
