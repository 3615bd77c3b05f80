package dev.usher.egress;

import dev.usher.config.Dialect;
import dev.usher.http.Body;
import dev.usher.message.Attempt;
import dev.usher.message.Outcome;
import dev.usher.signal.Answer;
import dev.usher.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Attempts as deliveries keep them.
 *
 * @param number the attempt's, 1 for the first
 * @param at when it began
 * @param size of the body sent, in bytes
 */
record Attempts(int number, Instant at, long size, InstantSource clock) {
    Attempt of(Reply reply) {
        return switch (reply) {
            case Reply.Answered answered ->
                new Attempt(number, at, answered.took(), outcome(answered), size, answered.bodyText());
            case Reply.Failed failed ->
                new Attempt(number, at, failed.took(), new Outcome.Failed(failed.failure()), size, failed.detail());
        };
    }

    /** Nothing was sent: a secret that it takes can't be had, or is none. */
    Attempt withoutSecret(String detail) {
        return new Attempt(number, at, Duration.ZERO, new Outcome.Failed(Outcome.Failure.SECRET), size, detail);
    }

    private Outcome outcome(Reply.Answered answered) {
        return new Outcome.Answered(answered.status(), asked(answered, clock.instant()));
    }

    /** The wait that a refusal asks for, in whole seconds, rounded up; null when it asks for none. */
    private static @Nullable Duration asked(Reply.Answered answered, Instant now) {
        if (answered.status() < 300) return null;
        var answer = new Answer(answered.status(), answered.headers(), Body.utf8(answered.bodyText()));
        if (!(Signal.of(answer, Dialect.COMMON, now) instanceof Signal.SlowDown slowDown)) return null;
        if (slowDown.source() == Signal.Source.STATUS) return null;
        return Duration.ofSeconds(
                Duration.between(now, slowDown.until()).plusNanos(999_999_999).toSeconds());
    }
}
