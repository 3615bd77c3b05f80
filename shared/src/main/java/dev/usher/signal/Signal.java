package dev.usher.signal;

import dev.usher.config.Dialect;
import java.time.Instant;
import java.util.List;

/**
 * What an answer says about how much its sender may be called. Being limited is neither an error nor a breakage: it closes
 * or shrinks a budget, and says nothing about health.
 */
public sealed interface Signal {
    /** What the answer says is left, the tightest first; empty when it says nothing. */
    List<Budget> budgets();

    /** Nothing. */
    record None() implements Signal {
        @Override
        public List<Budget> budgets() {
            return List.of();
        }
    }

    /** The call was served, or failed for a reason of its own, and this is left. */
    record Budgets(List<Budget> budgets) implements Signal {
        public Budgets {
            budgets = List.copyOf(budgets);
        }
    }

    /**
     * The call was refused for being one too many, or the sender asks to be left alone.
     *
     * @param until not to be called before; after now, and no later than the dialect's longest wait. Many may hear the same moment, so spread the
     *     return, and only ever to later
     * @param source who says so
     */
    record SlowDown(Instant until, Dialect.Reason reason, Source source, List<Budget> budgets) implements Signal {
        public SlowDown {
            budgets = List.copyOf(budgets);
        }
    }

    /** Where the moment of a {@link SlowDown} comes from. */
    enum Source {
        HEADER,
        BODY,
        /** The dialect's least wait: the answer says no moment, or an earlier one. */
        POLICY,
        /** Nothing says until when; the moment is {@link Hearing#UNSAID} from now, and a caller with a schedule of its own goes by that. */
        STATUS
    }

    /**
     * Reads an answer.
     *
     * @param now when it came
     */
    static Signal of(Answer answer, Dialect dialect, Instant now) {
        return new Hearing(answer, dialect, now).signal();
    }
}
