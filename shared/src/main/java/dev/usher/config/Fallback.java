package dev.usher.config;

import org.jspecify.annotations.Nullable;

/** What may be answered when a service can't be called, or does not answer. */
public sealed interface Fallback {
    /** What it answered to the same request before. */
    record Stale() implements Fallback {}

    /**
     * Another service is asked.
     *
     * @param path that it is asked for; null for the one that was asked for
     */
    record Other(String service, @Nullable String path) implements Fallback {}

    /** The call is queued, if the caller asks for that. */
    record Queue() implements Fallback {}
}
