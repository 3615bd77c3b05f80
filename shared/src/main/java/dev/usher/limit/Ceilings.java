package dev.usher.limit;

import dev.usher.config.LimitPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The limits that third parties declare of themselves, for all environments together. What could not be remembered is not an error. */
public interface Ceilings {
    /** How long one is remembered after it was last declared. */
    Duration KEPT = Duration.ofDays(30);

    /** The most windows remembered of a policy; further ones are not. */
    int MOST = 16;

    /**
     * A limit, as it was last declared.
     *
     * @param window what it is counted over
     * @param limit in units
     */
    record Ceiling(Duration window, long limit, Instant at) {}

    void learn(LimitPolicy policy, List<Ceiling> declared);

    /** The shortest window first; empty when nothing was declared; null while the store is away. */
    @Nullable
    List<Ceiling> learned(LimitPolicy policy);
}
