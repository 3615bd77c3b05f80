package dev.usher.limit;

import dev.usher.config.LimitPolicy;

/** Counts what a subject does against a policy. Thread-safe; answers within 50 ms whatever its store does. */
public interface Limiter {
    /**
     * Takes one unit from every window of the policy, or none from any.
     *
     * @param subject whom the limit counts, such as {@code source:stripe}
     */
    Admission admit(String subject, LimitPolicy policy);

    /** Gives back what the last admission of this subject took, best effort: the thing did not happen after all. */
    void refund(String subject, LimitPolicy policy, Admission admission);
}
