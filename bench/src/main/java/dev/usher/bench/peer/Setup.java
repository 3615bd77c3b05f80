package dev.usher.bench.peer;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a limiter is opened with.
 *
 * @param rules at least one, none of the same length twice, shortest first; the same for every subject
 * @param timeout of a command; null: the library's own
 * @param clockMs epoch milliseconds to count by; null: whatever clock the library takes
 */
public record Setup(
        URI redis,
        List<Rule> rules,
        @Nullable Duration timeout,
        @Nullable LongSupplier clockMs) {
    public Setup {
        rules = List.copyOf(rules);
    }

    public static Setup of(URI redis, List<Rule> rules) {
        return new Setup(redis, rules, null, null);
    }

    public Setup timeout(Duration other) {
        return new Setup(redis, rules, other, clockMs);
    }

    public Setup clock(LongSupplier otherMs) {
        return new Setup(redis, rules, timeout, otherMs);
    }
}
