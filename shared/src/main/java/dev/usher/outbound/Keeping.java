package dev.usher.outbound;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Answers that are kept. What can't be written or read is as if it were not there; nothing here throws for an outage. */
public interface Keeping {
    /** Keeps nothing. */
    Keeping NOTHING = new Keeping() {
        @Override
        public void keep(String service, String target, Kept answer, Instant now, Duration howLong) {}

        @Override
        public GatewayAnswer.@Nullable Stale find(String service, String target, GatewayAnswer.Denied why) {
            return null;
        }
    };

    /** @param target path and query */
    void keep(String service, String target, Kept answer, Instant now, Duration howLong);

    /** The answer kept of this request; null when there is none. */
    GatewayAnswer.@Nullable Stale find(String service, String target, GatewayAnswer.Denied why);
}
