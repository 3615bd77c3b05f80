package dev.usher.limit;

import dev.usher.config.LimitPolicy;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What an admission took.
 *
 * @param id unique to the admission; a second refund with it changes nothing
 * @param scopes what was charged
 * @param units taken from every window of each scope
 * @param at when, on the clock of the store that counted it
 * @param fallback counted in the environment's own memory
 */
public record Charge(LimitPolicy policy, String id, List<Scope> scopes, long units, Instant at, boolean fallback) {
    public Charge {
        scopes = List.copyOf(scopes);
    }

    /** It must be unique, not secret. */
    public static String newId() {
        var random = ThreadLocalRandom.current();
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }
}
