package dev.usher.abuse;

import org.jspecify.annotations.Nullable;

/** Who is held, and why. Throws {@link WatchUnavailable} on an outage. */
public interface Penalties {
    /** Nobody is ever held. */
    Penalties NONE = new Penalties() {
        @Override
        public @Nullable Penalty of(String policy, Party party) {
            return null;
        }

        @Override
        public void impose(String policy, Party party, Penalty penalty) {
            throw new WatchUnavailable("nobody can be held: there is no Redis");
        }

        @Override
        public boolean lift(String policy, Party party) {
            return false;
        }
    };

    /** The last one within {@link Penalty#REMEMBERED}, whether it holds or is over; null when there was none. */
    @Nullable
    Penalty of(String policy, Party party);

    /** Narrows the party's limits, in place of any penalty before. */
    void impose(String policy, Party party, Penalty penalty);

    /** Gives a party its limits back, and forgets what it did. False when there was no penalty. */
    boolean lift(String policy, Party party);
}
