package dev.usher.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A small call that shows whether a service is well.
 *
 * @param name {@code [a-z0-9_-]{1,64}}, unique in its service
 * @param method {@code GET}, {@code HEAD} or {@code OPTIONS}: it changes nothing over there
 * @param target path and query under the service's URL, beginning with a slash
 * @param statuses of a good answer; empty for the usual ones of its kind
 * @param expect what a good answer says; null for anything
 * @param timeout 1 s to 30 s
 * @param interval the least time between two; 100 ms to 1 d, and no less than the schedule's
 * @param slow an answer that took longer is good and slow; no more than the timeout
 * @param counted whether it takes a unit of the service's limit, and is left out when none is left
 */
public record Probe(
        String name,
        Kind kind,
        String method,
        String target,
        Set<Integer> statuses,
        @Nullable Expectation expect,
        Duration timeout,
        Duration interval,
        Duration slow,
        boolean counted) {
    /** Requirement H1. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    public Probe {
        statuses = Set.copyOf(statuses);
    }

    /** What it shows. */
    public enum Kind {
        /** Somebody is there: it goes out without credentials, and any answer but 5xx is good. */
        CONNECTIVITY,
        /** Our credentials are taken: 2xx is good. */
        AUTHENTICATION,
        /** What the service is for works: 2xx is good. */
        FUNCTIONALITY;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a good answer says. */
    public sealed interface Expectation {
        /**
         * Something stands at a place of its JSON.
         *
         * @param is the text, number or truth value that must stand there; null for anything but null
         */
        record At(JsonPointer pointer, @Nullable String is) implements Expectation {}

        /** A JSONata expression over its JSON is true. */
        record Holds(String jsonata) implements Expectation {}
    }

    /** Whether an answer of this status is a good one. */
    public boolean accepts(int status) {
        if (!statuses.isEmpty()) return statuses.contains(status);
        return kind == Kind.CONNECTIVITY ? status < 500 : status >= 200 && status < 300;
    }
}
