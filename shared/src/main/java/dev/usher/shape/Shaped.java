package dev.usher.shape;

import dev.usher.config.Normaliser;
import dev.usher.http.Body;

/** What came of normalising an answer. */
public sealed interface Shaped {
    /** It is in our shape. */
    record Normal(Body body, Normaliser by) implements Shaped {}

    /** There is no normaliser for it, or it is no success. */
    record Foreign() implements Shaped {}

    /** It is not as the service says it sends, or what was made of it is not as we say. */
    record Changed(Change change, Normaliser by) implements Shaped {}

    /**
     * How an answer differs from what was expected. Names no value of the answer.
     *
     * @param pointer where in it, a JSON pointer; empty for the whole. {@code *} stands for a place in a list, and for a name that the schema
     *     does not name
     * @param expected the keyword of JSON Schema that does not hold, with what it demands; or why the mapping failed
     */
    record Change(String pointer, String expected) {
        @Override
        public String toString() {
            return (pointer.isEmpty() ? "/" : pointer) + ": " + expected;
        }
    }
}
