package dev.usher.config;

import java.time.Duration;
import java.util.List;

/**
 * Limits over several windows at once for one subject.
 *
 * @param windows at least one; a request passes only when it fits all of them
 * @param queue how many requests over the limit may wait for a slot before further ones are refused; 0 refuses at once
 * @param retryAfter the least wait told to a sender that is queued or refused
 */
public record LimitPolicy(List<Window> windows, int queue, Duration retryAfter) {
    public LimitPolicy {
        windows = List.copyOf(windows);
    }
}
