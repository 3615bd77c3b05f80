package dev.usher.config;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where deliveries end.
 *
 * @param name {@code [a-z0-9_-]{1,64}}
 * @param kind how it is reached
 * @param secret signs deliveries (Standard Webhooks, {@code whsec_} plus base64); of {@link Kind#HTTP} only
 * @param timeout of one attempt, from the connect to the last byte; 100 ms to 30 s
 * @param headers sent with every attempt
 * @param retry null to take the source's
 * @param breaker when it is left alone for a while
 */
public record Destination(
        String name,
        Kind kind,
        URI url,
        SecretRef secret,
        Duration timeout,
        Map<String, String> headers,
        @Nullable RetryPolicy retry,
        BreakerPolicy breaker) {
    public Destination {
        headers = Map.copyOf(headers);
    }

    /** A service as a destination is called by this and its name; no other destination's name begins so. */
    static final String GATEWAY = "gateway-";

    /** How a destination is reached. */
    public enum Kind {
        /** By HTTP, signed. */
        HTTP,
        /** By a call to a third party, with its credentials, under its limit and its breaker. */
        GATEWAY
    }

    /** An HTTP endpoint. */
    public Destination(
            String name,
            URI url,
            SecretRef secret,
            Duration timeout,
            Map<String, String> headers,
            @Nullable RetryPolicy retry,
            BreakerPolicy breaker) {
        this(name, Kind.HTTP, url, secret, timeout, headers, retry, breaker);
    }

    /** Where calls to a service end that were queued. Nobody waits for them, so they are tried as patiently as other deliveries. */
    public static Destination of(Service service) {
        return new Destination(
                nameOf(service.name()),
                Kind.GATEWAY,
                service.url(),
                new SecretRef("", ""),
                service.timeout(),
                Map.of(),
                RetryPolicy.STANDARD,
                service.breaker());
    }

    /** What a service is called as a destination. */
    public static String nameOf(String service) {
        return GATEWAY + service;
    }
}
