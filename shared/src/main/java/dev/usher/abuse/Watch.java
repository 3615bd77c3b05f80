package dev.usher.abuse;

import java.time.Instant;

/** Who is denied and who takes much, under each policy. Every method throws {@link WatchUnavailable} on an outage. */
public interface Watch {
    /** Nobody watches. */
    Watch NOBODY = new Watch() {
        @Override
        public Top violators(String policy, Instant now, int most) {
            throw new WatchUnavailable("nobody watches the limits: there is no Redis");
        }

        @Override
        public Top heavy(String policy, Instant now, int most) {
            throw new WatchUnavailable("nobody watches the limits: there is no Redis");
        }
    };

    /**
     * Who was denied most often in the last hour, by denials. One that was queued counts as denied, once; a question does not.
     *
     * @param most entries, 1 or more
     */
    Top violators(String policy, Instant now, int most);

    /** Who was admitted most in the last hour, by units; estimated from a sample. */
    Top heavy(String policy, Instant now, int most);
}
