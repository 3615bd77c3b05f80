package dev.usher.breaker;

import dev.usher.message.Outcome;
import dev.usher.message.Outcome.Failure;

/** What a call says about whom was called. */
public sealed interface Result {
    /** It is there: it answered, even if it refused. */
    record Good() implements Result {}

    /**
     * It failed: no answer, or 5xx.
     *
     * @param error a short stable word, such as {@code timeout} or {@code http_503}
     */
    record Bad(String error) implements Result {}

    /** Nothing: it was never reached because of us, or it only asked to slow down. */
    record Mute() implements Result {}

    /**
     * What the outcome of an attempt says. 429 is a matter of limits, which hear of it elsewhere; other 4xx are answers, and
     * the fault of who asked.
     */
    static Result of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered when answered.status() == 429 -> new Mute();
            case Outcome.Answered answered when answered.status() >= 500 -> new Bad(outcome.error());
            case Outcome.Answered answered -> new Good();
            case Outcome.Failed(var failure) when failure == Failure.BLOCKED || failure == Failure.SECRET -> new Mute();
            case Outcome.Failed failed -> new Bad(outcome.error());
        };
    }
}
