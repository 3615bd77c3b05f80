package dev.usher.local.function;

import dev.usher.http.Body;

/** What became of an invocation. */
public sealed interface Answer {
    /** The function returned; the payload is whatever it wrote, up to 6 MB. */
    record Returned(Body payload) implements Answer {}

    /** The function threw, or could not be initialised. */
    record Failed(String errorType, String message) implements Answer {}

    /** The function was not done at its deadline; its environment is gone. */
    record TimedOut() implements Answer {}

    /** Every environment that the function may have was busy for as long as the caller would wait. */
    record Throttled() implements Answer {}
}
