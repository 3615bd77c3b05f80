package dev.usher.outbound;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Answers that are kept. What can't be written or read is as if it were not there; nothing here throws for an outage. */
public interface Keeping {
    /** Keeps nothing. */
    Keeping NOTHING = new Keeping() {
        @Override
        public void keep(String service, String question, Kept answer, Instant now, Duration howLong) {}

        @Override
        public GatewayAnswer.@Nullable Stale find(String service, String question, GatewayAnswer.Denied why) {
            return null;
        }
    };

    /** @param question path, query and whatever else decides what is answered */
    void keep(String service, String question, Kept answer, Instant now, Duration howLong);

    /** The answer kept of this request; null when there is none. */
    GatewayAnswer.@Nullable Stale find(String service, String question, GatewayAnswer.Denied why);
}
