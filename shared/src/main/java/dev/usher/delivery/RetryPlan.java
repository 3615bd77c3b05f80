package dev.usher.delivery;

import dev.usher.config.RetryPolicy;
import dev.usher.message.DeliveryId;
import dev.usher.message.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.CRC32;

/** What becomes of a delivery after an attempt. A pure decision. */
public sealed interface RetryPlan {
    /** The receiver took it. */
    record Done() implements RetryPlan {}

    /** Try again then. */
    record RetryAt(Instant due) implements RetryPlan {}

    /** No attempt is left, or none could help. */
    record GiveUp(String reason) implements RetryPlan {}

    /** The receiver wants no more (410): hold this and all further deliveries until somebody resumes the destination. */
    record PauseDestination() implements RetryPlan {}

    /** The longest wait that a receiver's Retry-After is obeyed for. */
    Duration LONGEST_RETRY_AFTER = Duration.ofHours(24);

    /** Out of attempts. */
    String EXHAUSTED = "attempts-exhausted";

    /** The destination's address is not allowed, which no further attempt will change. */
    String BLOCKED = "address-blocked";

    /**
     * Decides after an attempt.
     *
     * @param made how many attempts were made, this one included
     */
    static RetryPlan after(RetryPolicy policy, DeliveryId id, int made, Outcome outcome, Instant now) {
        if (outcome.success()) return new Done();
        if (outcome instanceof Outcome.Answered answered && answered.status() == 410) return new PauseDestination();
        if (outcome instanceof Outcome.Failed failed && failed.failure() == Outcome.Failure.BLOCKED)
            return new GiveUp(BLOCKED);
        if (made >= policy.attempts()) return new GiveUp(EXHAUSTED);
        var wait = jittered(policy.ceilingAfter(made), id, made);
        if (outcome instanceof Outcome.Answered answered && answered.retryAfter() != null) {
            var asked = answered.retryAfter();
            var obeyed = asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
            if (obeyed.compareTo(wait) > 0) wait = obeyed;
        }
        return new RetryAt(now.plus(wait));
    }

    /**
     * A wait between nothing and the ceiling (full jitter, as in the AWS Architecture Blog's "Exponential Backoff and
     * Jitter"). Drawn from the delivery's identity instead of a random source, so that it can be told again from the log.
     */
    private static Duration jittered(Duration ceiling, DeliveryId id, int made) {
        var crc = new CRC32();
        crc.update((id + "#" + made).getBytes(StandardCharsets.UTF_8));
        return Duration.ofMillis(1 + ceiling.toMillis() * (crc.getValue() & 0xffff) / 0x10000);
    }
}
