package dev.usher.outbound;

import dev.usher.message.Outcome;
import dev.usher.outbound.GatewayAnswer.Denied;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of one attempt. */
sealed interface Step {
    /** It was not made: there is no time, or it may not be made now. */
    record Refused(Denied answer) implements Step {}

    /** It was made, or could not be, and no further one is of use. */
    record Over(GatewayAnswer answer) implements Step {}

    /**
     * Another attempt may bring more, if it is safe.
     *
     * @param atLeast what the service asked to wait
     * @param undone nothing happened over there, so that it is safe whatever is asked for
     * @param outcome of the attempt; null for a refusal that says nothing of the service's health
     */
    record Again(
            Denied answer,
            Duration atLeast,
            boolean undone,
            @Nullable Outcome outcome) implements Step {}
}
