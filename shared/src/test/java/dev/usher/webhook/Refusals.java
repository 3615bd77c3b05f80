package dev.usher.webhook;

import dev.usher.config.Priority;
import dev.usher.config.SchemeConfig;
import dev.usher.config.Source;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Refused webhooks. */
public final class Refusals {
    public static final Instant NOON = Instant.parse("2026-06-06T12:00:00Z");

    private Refusals() {}

    static Source source(String name) {
        return new Source(
                name,
                new SchemeConfig("github", Map.of()),
                List.of(),
                "",
                Source.Content.JSON,
                1 << 20,
                new Source.Locator.None(),
                new Source.Locator.None(),
                null,
                null,
                Priority.NORMAL,
                Map.of(),
                Map.of(),
                Duration.ofDays(7),
                null,
                null,
                null);
    }

    static Request request(Map<String, String> headers, Body body) {
        return new Request(
                "POST",
                "/webhooks/stripe",
                "",
                "https://hooks.example.com",
                "192.0.2.7",
                Headers.of(headers),
                Map.of("source", "stripe"),
                Map.of(),
                body);
    }

    /** A rejection, so many seconds after noon. */
    public static Rejection at(String source, long seconds, String reason) {
        var at = NOON.plusSeconds(seconds);
        return new Rejection(
                "%013d#%s".formatted(at.toEpochMilli(), UUID.randomUUID()),
                source,
                at,
                reason,
                "192.0.2.7",
                2048,
                "a".repeat(64),
                List.of("content-type", "x-hub-signature-256"),
                "GitHub-Hookshot/1",
                "",
                0);
    }
}
