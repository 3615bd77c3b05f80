package dev.usher.abuse;

import java.time.Duration;
import java.util.List;

/** Alerts of the last day. Throws {@link WatchUnavailable} on an outage. */
public interface Alerts {
    /** How long an alert is kept. */
    Duration KEPT = Duration.ofHours(24);

    /** Alerts kept of one policy; the oldest go first. */
    int MOST = 200;

    /** There are none. */
    Alerts NONE = new Alerts() {
        @Override
        public boolean claim(Alert alert) {
            return false;
        }

        @Override
        public void raise(Alert alert) {}

        @Override
        public List<Alert> of(String policy) {
            throw new WatchUnavailable("nobody watches the limits: there is no Redis");
        }
    };

    /** Takes the right to raise an alert; false when somebody else did so. Given back by nobody, it ends with the alert. */
    boolean claim(Alert alert);

    void raise(Alert alert);

    /** The newest first. */
    List<Alert> of(String policy);
}
