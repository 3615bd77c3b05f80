package dev.usher.testing;

import dev.usher.calendar.Calendar;
import dev.usher.config.AbusePolicy;
import dev.usher.config.BreakerPolicy;
import dev.usher.config.Destination;
import dev.usher.config.HealthPolicy;
import dev.usher.config.LimitPolicy;
import dev.usher.config.Operator;
import dev.usher.config.Priority;
import dev.usher.config.Regions;
import dev.usher.config.SchemeConfig;
import dev.usher.config.SecretRef;
import dev.usher.config.Source;
import dev.usher.config.Sso;
import dev.usher.config.UsherConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A small deployment: the source {@code stripe}, the destinations {@code ledger} and {@code archive}, an operator a role, a group a role. */
public final class SampleConfig {
    private SampleConfig() {}

    public static UsherConfig of(SchemeConfig scheme) {
        return of(scheme, Map.of());
    }

    public static UsherConfig of(SchemeConfig scheme, Map<String, LimitPolicy> limits) {
        var source = new Source(
                "stripe",
                scheme,
                List.of(new SecretRef("env", "STRIPE")),
                "",
                Source.Content.JSON,
                1 << 20,
                new Source.Locator.None(),
                new Source.Locator.Pointer("/type"),
                null,
                null,
                Priority.NORMAL,
                Map.of("*", new Source.EventType(null, Map.of())),
                Map.of(),
                Duration.ofDays(7),
                null,
                null,
                null);
        var destinations = Map.of("ledger", destination("ledger"), "archive", destination("archive"));
        var operators = List.of(
                operator("vera", Operator.Role.VIEWER),
                operator("otto", Operator.Role.OPERATOR),
                operator("ann", Operator.Role.ADMIN));
        var sso = new Sso(
                "groups",
                Map.of(
                        "usher-viewers",
                        Operator.Role.VIEWER,
                        "usher-operators",
                        Operator.Role.OPERATOR,
                        "usher-admins",
                        Operator.Role.ADMIN));
        return new UsherConfig(
                "config-1",
                Map.of("stripe", source),
                limits,
                Calendar.PLAIN,
                AbusePolicy.USUAL,
                List.of(),
                destinations,
                Map.of(),
                HealthPolicy.USUAL,
                operators,
                sso,
                List.of(),
                30,
                Regions.ALONE);
    }

    private static Destination destination(String name) {
        return new Destination(
                name,
                URI.create("https://user:hidden@" + name + ".example.com:8443/hooks?key=hidden"),
                new SecretRef("env", "SIGNING"),
                Duration.ofSeconds(10),
                Map.of("x-api-key", "hidden"),
                null,
                BreakerPolicy.USUAL);
    }

    private static Operator operator(String name, Operator.Role role) {
        return new Operator(name, role, new SecretRef("env", name + "-sha256"));
    }
}
