package dev.usher.config;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A third party that the platform calls through Usher.
 *
 * @param name {@code [a-z0-9_-]{1,64}}
 * @param url what every path is appended to, without a slash at its end
 * @param timeout of one attempt, from the connect to the last byte; 100 ms to 30 s
 * @param headers sent with every attempt unless the caller sends them
 * @param retry of calls that may be made twice
 * @param limit counts every attempt
 * @param idempotencyHeader carries a key by which the service knows a call again, which so may be made twice; null when it has none
 * @param stale how long an answer to GET is kept, to be given when the service is out; zero keeps none
 * @param fallback what is answered when it can't be called, or does not answer: the first of these that there is
 * @param normalise how its answers become ours; the first that takes an answer counts
 * @param dialect how it says "slow down"
 * @param probes by name
 * @param statusPage where the service tells how it is, as Statuspage does under {@code /api/v2/status.json}; null when it does not
 */
public record Service(
        String name,
        URI url,
        Authentication authentication,
        Duration timeout,
        Map<String, String> headers,
        RetryPolicy retry,
        LimitPolicy limit,
        BreakerPolicy breaker,
        @Nullable String idempotencyHeader,
        Duration stale,
        List<Fallback> fallback,
        List<Normaliser> normalise,
        Dialect dialect,
        Map<String, Probe> probes,
        @Nullable URI statusPage) {
    /** No service has this name: {@code /gateway/requests/{id}} tells of calls that were queued. */
    public static final String REQUESTS = "requests";

    /** When a service does not say otherwise. */
    public static final List<Fallback> FALLBACK = List.of(new Fallback.Stale(), new Fallback.Queue());

    public Service {
        headers = Map.copyOf(headers);
        fallback = List.copyOf(fallback);
        normalise = List.copyOf(normalise);
        probes = Collections.unmodifiableMap(new LinkedHashMap<>(probes));
    }
}
