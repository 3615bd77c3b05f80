package dev.usher.signature;

import dev.usher.config.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Trying each secret of a source in turn. */
final class Trials {
    /** Two are enough for a rotation, five for a rotation of several senders that share one source. */
    static final int MAX_SECRETS = 5;

    private Trials() {}

    /** One secret against one request. */
    @FunctionalInterface
    interface Trial {
        Outcome of(Secret secret);
    }

    /** What one secret says. */
    sealed interface Outcome {
        /** The signature was made with this secret, or was not. */
        record Compared(boolean matches) implements Outcome {}

        /** The secret cannot be used at all. */
        record Unfit(String why) implements Outcome {}
    }

    static Outcome compared(boolean matches) {
        return matches ? MATCH : MISMATCH;
    }

    private static final Outcome MATCH = new Outcome.Compared(true);
    private static final Outcome MISMATCH = new Outcome.Compared(false);

    /**
     * Genuine with the first secret that matches. A secret that cannot be used never matches, and makes the verdict
     * on a request that no other secret vouches for {@link Verdict.Unusable}: the sender may be right and we wrong,
     * so it must be told to come back.
     */
    static Verdict any(List<Secret> secrets, Trial trial) {
        if (secrets.isEmpty()) return new Verdict.Unusable("there is no secret");
        if (secrets.size() > MAX_SECRETS) {
            return new Verdict.Unusable("there are more than " + MAX_SECRETS + " secrets");
        }
        @Nullable Verdict unusable = null;
        for (int i = 0; i < secrets.size(); i++) {
            var secret = secrets.get(i);
            var outcome = secret.isEmpty() ? new Outcome.Unfit("is empty") : trial.of(secret);
            switch (outcome) {
                case Outcome.Compared(var matches) -> {
                    if (matches) return new Verdict.Genuine(i);
                }
                case Outcome.Unfit(var why) -> unusable = new Verdict.Unusable("secret " + (i + 1) + " " + why);
            }
        }
        return unusable != null ? unusable : new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH);
    }
}
