package dev.usher.secrets;

import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Remembers each secret for a minute, so that a rotated one is picked up within it and the stores see one call a minute
 * and environment. While a store fails, the last value serves for up to an hour: a webhook that is verified with it is
 * better than one that is lost. At most one call a reference is under way; whoever has a value meanwhile uses it.
 */
final class RememberedSecrets implements SecretSource {
    static final Duration FRESH = Duration.ofSeconds(60);
    static final Duration STALE = Duration.ofHours(1);

    /** How long a failed store is left alone when there is a value to serve. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** The same when there is none: short, since every webhook of the source is being turned away. */
    static final Duration PAUSE_WITHOUT_VALUE = Duration.ofSeconds(1);

    private final SecretSource store;
    private final InstantSource clock;
    private final ConcurrentHashMap<SecretRef, Slot> slots = new ConcurrentHashMap<>();

    RememberedSecrets(SecretSource store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Secret get(SecretRef ref) {
        return slots.computeIfAbsent(ref, Slot::new).get();
    }

    /**
     * What is known of one reference. Immutable, so that it is read without the lock.
     *
     * @param secret null when none was ever fetched
     * @param fetched when it was; the beginning of time when never
     * @param askAfter no call to the store before this
     * @param failure of the last call; null when it went well
     */
    private record Known(
            @Nullable Secret secret,
            Instant fetched,
            Instant askAfter,
            @Nullable SecretUnavailable failure) {
        static final Known NOTHING = new Known(null, Instant.MIN, Instant.MIN, null);

        @Nullable
        Secret servable(Instant now) {
            return secret != null && now.isBefore(fetched.plus(STALE)) ? secret : null;
        }
    }

    private final class Slot {
        private final SecretRef ref;
        private final ReentrantLock asking = new ReentrantLock();
        private volatile Known known = Known.NOTHING;

        Slot(SecretRef ref) {
            this.ref = ref;
        }

        Secret get() {
            var now = clock.instant();
            var seen = known;
            var held = seen.servable(now);
            if (held != null && (now.isBefore(seen.askAfter) || !asking.tryLock())) return held;
            if (held == null) asking.lock();
            try {
                return ask(clock.instant());
            } finally {
                asking.unlock();
            }
        }

        /** Asks the store, unless another did while this thread waited for the lock. */
        private Secret ask(Instant now) {
            var before = known;
            if (!now.isBefore(before.askAfter)) known = asked(before, now);
            var after = known;
            var held = after.servable(now);
            if (held != null) return held;
            if (after.failure == null) throw new IllegalStateException("neither a value nor a failure: " + ref);
            throw SecretUnavailable.again(after.failure);
        }

        private Known asked(Known before, Instant now) {
            try {
                return new Known(store.get(ref), now, now.plus(FRESH), null);
            } catch (SecretUnavailable failure) {
                var pause = before.servable(now) == null ? PAUSE_WITHOUT_VALUE : PAUSE;
                return new Known(before.secret, before.fetched, now.plus(pause), failure);
            }
        }
    }
}
