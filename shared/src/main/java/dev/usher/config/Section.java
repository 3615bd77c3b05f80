package dev.usher.config;

import java.util.List;
import java.util.stream.Stream;

/** The mappings of {@code usher.yaml} with fixed keys. The JSON Schema has a definition for each, under the same name. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are List.of, which is immutable
enum Section {
    CONFIG(
            "config",
            List.of("sources"),
            List.of(
                    "limits",
                    "services",
                    "calendar",
                    "regions",
                    "abuse",
                    "breaker",
                    "health",
                    "routes",
                    "destinations",
                    "alerts",
                    "operators",
                    "sso",
                    "egress",
                    "retention",
                    "defaults")),
    DEFAULTS("defaults", List.of(), List.of("destination")),
    DESTINATION_DEFAULTS("destinationDefaults", List.of(), List.of("secret", "timeout")),
    SOURCE(
            "source",
            List.of("scheme", "secrets", "types"),
            List.of(
                    "publicUrl",
                    "content",
                    "maxBody",
                    "id",
                    "type",
                    "handshake",
                    "handshakeToken",
                    "priority",
                    "context",
                    "dedupe",
                    "limit",
                    "retry",
                    "impact",
                    "reply")),
    EVENT_TYPE("eventType", List.of(), List.of("priority", "context")),
    LOCATOR("locator", List.of(), List.of("header", "pointer", "field", "fixed", "joined")),
    LIMIT(
            "limit",
            List.of(),
            List.of(
                    "burst",
                    "second",
                    "minute",
                    "hour",
                    "day",
                    "rules",
                    "mode",
                    "priority",
                    "reserve",
                    "queue",
                    "retryAfter",
                    "outage",
                    "consistency",
                    "shadow",
                    "impact",
                    "tiers",
                    "seasons")),
    LIMIT_RULE(
            "limitRule",
            List.of("name"),
            List.of("per", "operations", "burst", "second", "minute", "hour", "day", "fixed")),
    CALENDAR("calendar", List.of(), List.of("zone", "seasons")),
    SEASON("season", List.of("name", "from", "to"), List.of()),
    REGIONS("regions", List.of("own", "all"), List.of()),
    REGION("region", List.of(), List.of("weight", "redis")),
    ABUSE("abuse", List.of(), List.of("subjects", "operations", "denials", "response")),
    ABUSE_STEP("abuseStep", List.of("limit", "for"), List.of()),
    BREAKER("breaker", List.of(), List.of("failures", "rate", "calls", "window", "successes", "open", "longest")),
    HEALTH("health", List.of(), List.of("failures", "successes", "quorum", "calls", "maintenance")),
    MAINTENANCE("maintenance", List.of("from", "for"), List.of("services", "every", "reason")),
    BURST("burst", List.of("limit", "per"), List.of()),
    RETRY("retry", List.of(), List.of("attempts", "first", "schedule")),
    REPLY("reply", List.of("contentType", "body"), List.of()),
    ROUTE("route", List.of("name", "when", "to"), List.of("transform")),
    SERVICE(
            "service",
            List.of("url"),
            List.of(
                    "authentication",
                    "timeout",
                    "headers",
                    "retry",
                    "limit",
                    "breaker",
                    "idempotencyHeader",
                    "stale",
                    "fallback",
                    "normalise",
                    "impact",
                    "slowDown",
                    "probes",
                    "statusPage")),
    NORMALISER(
            "normaliser",
            List.of("path", "version", "vendor", "normal", "map"),
            List.of("methods", "samples", "onChange")),
    FALLBACK("fallback", List.of("service"), List.of("path")),
    PROBE(
            "probe",
            List.of("path"),
            List.of("kind", "method", "status", "expect", "timeout", "interval", "slow", "counted")),
    EXPECT("expect", List.of(), List.of("pointer", "is", "jsonata")),
    AUTHENTICATION("authentication", List.of(), List.of("bearer", "apiKey", "basic", "oauth2")),
    API_KEY("apiKey", List.of("key"), List.of("header")),
    BASIC("basic", List.of("user", "password"), List.of()),
    OAUTH2("oauth2", List.of("url", "client", "secret"), List.of("scope")),
    SLOW_DOWN("slowDown", List.of(), List.of("status", "header", "pointer", "words", "reason", "wait")),
    DESTINATION(
            "destination",
            List.of(),
            List.of("url", "sns", "slack", "email", "secret", "timeout", "headers", "retry", "breaker", "impact")),
    EMAIL("email", List.of("from", "to"), List.of("smtp")),
    SMTP("smtp", List.of("host"), List.of("port", "tls", "user", "password")),
    ALERTS("alerts", List.of(), List.of("together", "again", "deadLetters", "critical", "major", "minor")),
    TIER("tier", List.of(), List.of("to", "confirm", "recover", "remind", "escalate")),
    LAST_TIER("lastTier", List.of(), List.of("to", "confirm", "recover", "remind")),
    OPERATOR("operator", List.of("name", "role", "tokenSha256"), List.of()),
    SSO("sso", List.of("roles"), List.of("claim")),
    EGRESS("egress", List.of(), List.of("allow"));

    private final String label;
    private final List<String> required;
    private final List<String> optional;

    Section(String label, List<String> required, List<String> optional) {
        this.label = label;
        this.required = required;
        this.optional = optional;
    }

    /** Its name in the JSON Schema's {@code $defs}. */
    String label() {
        return label;
    }

    List<String> required() {
        return required;
    }

    /** All keys, the required ones first. */
    List<String> keys() {
        return Stream.concat(required.stream(), optional.stream()).toList();
    }
}
