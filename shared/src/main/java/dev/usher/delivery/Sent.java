package dev.usher.delivery;

import dev.usher.message.Attempt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of going to make an attempt. */
public sealed interface Sent {
    /** Why a delivery waits whose call is under way, and may not be made twice. */
    String CALLING = "calling";

    /** Why a delivery is dead whose call was made, or may have been, and may not be made again. */
    String UNKNOWN = "outcome-unknown";

    /** Why a delivery waits: its destination's limit is used up. */
    String LIMITED = "limited";

    /** Why a delivery waits: its destination is left alone. */
    String BROKEN = "breaker-open";

    /** Why a delivery is dead: what would have come of it is of no use any more. */
    String LATE = "deadline-passed";

    /** Why a delivery is dead: the answer was longer than is passed on. */
    String TOO_LONG = "answer-too-long";

    /** Why a delivery is dead: it costs more than the limit of its destination ever holds. */
    String DEAR = "cost-over-limit";

    /** It was made; {@link RetryPlan} decides by its outcome. */
    record Made(Attempt attempt) implements Sent {}

    /** It was made, and whoever answered has done what is theirs, whatever the status. */
    record Settled(Attempt attempt) implements Sent {}

    /**
     * No further attempt may be made, or would help.
     *
     * @param attempt null when none was made now
     * @param reason one of docs/reference/errors.md
     */
    record Over(@Nullable Attempt attempt, String reason) implements Sent {}

    /**
     * It was not made, and uses up none.
     *
     * @param reason one of docs/reference/errors.md
     */
    record Later(String reason, Instant until) implements Sent {}
}
