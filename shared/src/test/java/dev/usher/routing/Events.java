package dev.usher.routing;

import dev.usher.calendar.Calendar;
import dev.usher.config.AbusePolicy;
import dev.usher.config.HealthPolicy;
import dev.usher.config.Priority;
import dev.usher.config.Regions;
import dev.usher.config.Route;
import dev.usher.config.SchemeConfig;
import dev.usher.config.Source;
import dev.usher.config.Sso;
import dev.usher.config.UsherConfig;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events and configurations for routing tests. */
final class Events {
    static final Instant RECEIVED = Instant.parse("2026-11-21T10:00:00.123Z");

    private Events() {}

    static Event event(String source, String type, Body body) {
        return new Event(
                EventId.of(source, "evt_1", 0),
                source,
                "evt_1",
                type,
                Priority.HIGH,
                RECEIVED,
                Map.of("weddingId", "w-7"),
                Headers.of(Map.of("content-type", "application/json; charset=utf-8")),
                "",
                "c-1",
                body);
    }

    static Event event(String payload) {
        return event("stripe", "payment_intent.succeeded", Body.utf8(payload));
    }

    static Route route(String name, String pattern, @Nullable String transform, String... destinations) {
        return new Route(name, pattern, transform, List.of(destinations));
    }

    static Router router(Route... routes) {
        return Router.of(config(routes));
    }

    static UsherConfig config(Route... routes) {
        return new UsherConfig(
                "v1",
                Map.of(
                        "stripe",
                        source("stripe", Source.Content.JSON),
                        "sms",
                        source("sms", Source.Content.FORM),
                        "photos",
                        source("photos", Source.Content.OPAQUE)),
                Map.of(),
                Calendar.PLAIN,
                AbusePolicy.USUAL,
                List.of(routes),
                Map.of(),
                Map.of(),
                HealthPolicy.USUAL,
                List.of(),
                Sso.OFF,
                List.of(),
                30,
                Regions.ALONE);
    }

    private static Source source(String name, Source.Content content) {
        return new Source(
                name,
                new SchemeConfig("stripe", Map.of()),
                List.of(),
                "",
                content,
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
}
