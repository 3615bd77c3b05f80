package dev.usher.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import java.time.Instant;

/** Transforms: JSONata expressions that make one document of another. */
public final class Transforms {
    private Transforms() {}

    /** What a transform made. */
    public sealed interface Result {
        record Made(Body body) implements Result {}

        /** @param reason for the operator; names no value of the document */
        record Broken(String reason) implements Result {}
    }

    /** One that is ready. Thread-safe; bounded in time and depth. */
    @FunctionalInterface
    public interface Reshape {
        /** @param now what {@code $now()} says */
        Result apply(JsonNode document, Instant now);
    }

    /** @throws IllegalArgumentException saying what is wrong with the expression and at which character, counted from 1 */
    public static void check(String jsonata) {
        Transform.compile(jsonata);
    }

    /** @throws IllegalArgumentException as {@link #check} */
    public static Reshape compile(String jsonata) {
        var transform = Transform.compile(jsonata);
        return (document, now) -> {
            try {
                return new Result.Made(transform.apply(document, now));
            } catch (BrokenTransform broken) {
                return new Result.Broken(broken.reason());
            }
        };
    }
}
