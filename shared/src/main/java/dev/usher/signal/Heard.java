package dev.usher.signal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one place of an answer says of a budget.
 *
 * @param budget without its moment
 * @param reset how long until there is more; null when it is not said
 * @param effectiveWindow whether {@code reset} is the {@code t} of a RateLimit field, which yields to Retry-After
 */
record Heard(Budget budget, @Nullable Duration reset, Signal.Source source, boolean effectiveWindow) {}
