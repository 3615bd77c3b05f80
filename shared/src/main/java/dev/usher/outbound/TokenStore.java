package dev.usher.outbound;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Access tokens that all environments share. What can't be read or written is as if it were not there; nothing here throws for an outage. */
public interface TokenStore {
    /**
     * A token, encrypted.
     *
     * @param sealed what {@link Tokens} made of it
     * @param renewAfter from then on somebody should get another
     * @param ends it is worth nothing from then on
     */
    record Held(String sealed, Instant renewAfter, Instant ends) {}

    /** Who gets the next token. */
    enum Claim {
        OURS,
        THEIRS,
        /** The store is away, so everybody gets their own. */
        UNKNOWN
    }

    /** Each environment by itself. */
    TokenStore ALONE = new TokenStore() {
        @Override
        public @Nullable Held find(String service) {
            return null;
        }

        @Override
        public Claim claim(String service, Duration lease) {
            return Claim.UNKNOWN;
        }

        @Override
        public void put(String service, Held held) {}

        @Override
        public void release(String service) {}

        @Override
        public void remove(String service) {}
    };

    /** Null when none is held. */
    @Nullable
    Held find(String service);

    /** @param lease how long nobody else gets one */
    Claim claim(String service, Duration lease);

    /** Keeps it until it ends, and ends the claim. */
    void put(String service, Held held);

    /** None could be got: somebody else may try. */
    void release(String service);

    void remove(String service);
}
