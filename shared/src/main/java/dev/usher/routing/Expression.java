package dev.usher.routing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** A JSONata expression that is true of some documents and not of others. Thread-safe. */
public final class Expression {
    private final Transform transform;

    private Expression(Transform transform) {
        this.transform = transform;
    }

    /** @throws IllegalArgumentException with the reason and the position */
    public static Expression compile(String jsonata) {
        return new Expression(Transform.compile(jsonata));
    }

    /** Whether it is true of this document; one that throws, runs too long or gives anything but true is not. */
    public boolean holds(JsonNode document, Instant now) {
        try {
            return transform.apply(document, now).text().strip().equals("true");
        } catch (BrokenTransform broken) {
            return false;
        }
    }
}
