package dev.usher.config;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where deliveries end.
 *
 * @param name {@code [a-z0-9_-]{1,64}}
 * @param secret signs deliveries to an HTTP endpoint (Standard Webhooks, {@code whsec_} plus base64)
 * @param timeout of one attempt, from the connect to the last byte; 100 ms to 30 s
 * @param headers sent with every attempt at an HTTP endpoint
 * @param retry null to take the source's
 * @param breaker when it is left alone for a while
 */
public record Destination(
        String name,
        Target target,
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

    /** An HTTP endpoint. */
    public Destination(
            String name,
            URI url,
            SecretRef secret,
            Duration timeout,
            Map<String, String> headers,
            @Nullable RetryPolicy retry,
            BreakerPolicy breaker) {
        this(name, new Target.Http(url), secret, timeout, headers, retry, breaker);
    }

    /** Where calls to a service end that were queued. Nobody waits for them, so they are tried as patiently as other deliveries. */
    public static Destination of(Service service) {
        return new Destination(
                nameOf(service.name()),
                new Target.Gateway(service.url()),
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
