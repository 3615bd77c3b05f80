package dev.usher.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real answers mean, provider by provider. The expectation reads: the wait from now, the reason and the source, or
 * {@code none}; then the budgets as {@code name left/limit window reset}.
 */
class ProviderSignalsTest {
    /** 1,795,255,200 s since 1970. */
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    static Stream<Arguments> answers() {
        return Stream.of(payments(), google(), messages(), shops(), platforms(), drafts())
                .flatMap(List::stream);
    }

    private static List<Arguments> payments() {
        return List.of(
                Arguments.of("Stripe, rate", Providers.STRIPE, """
                        429
                        Stripe-Rate-Limited-Reason: global-rate
                        Stripe-Should-Retry: true

                        {"error":{"type":"rate_limit_error","code":"rate_limit","message":"Too many requests"}}
                        """, "PT1S BURST STATUS"),
                Arguments.of("Stripe, concurrency", Providers.STRIPE, """
                        429
                        Stripe-Rate-Limited-Reason: endpoint-concurrency

                        {"error":{"type":"rate_limit_error","code":"rate_limit"}}
                        """, "PT1S CONCURRENCY STATUS"),
                Arguments.of("Stripe, a lock", Providers.STRIPE, """
                        429

                        {"error":{"type":"invalid_request_error","code":"lock_timeout",
                        "message":"This object cannot be accessed right now because another API request is accessing it."}}
                        """, "PT1S CONCURRENCY STATUS"),
                Arguments.of("Stripe, a declined card is no signal", Providers.STRIPE, """
                        402
                        Stripe-Should-Retry: false

                        {"error":{"type":"card_error","code":"card_declined"}}
                        """, "none"));
    }

    private static List<Arguments> google() {
        return List.of(
                Arguments.of("Google Calendar, per user, as 403", Providers.GOOGLE, """
                        403
                        Content-Type: application/json; charset=UTF-8

                        {"error":{"errors":[{"domain":"usageLimits","reason":"userRateLimitExceeded",
                        "message":"User Rate Limit Exceeded"}],"code":403,"message":"User Rate Limit Exceeded"}}
                        """, "PT1S BURST STATUS"),
                Arguments.of("Google Calendar, usage limits", Providers.GOOGLE, """
                        403

                        {"error":{"errors":[{"domain":"usageLimits","reason":"quotaExceeded",
                        "message":"Calendar usage limits exceeded."}],"code":403}}
                        """, "PT1S BURST STATUS"),
                Arguments.of("Google Calendar, as 429", Providers.GOOGLE, """
                        429

                        {"error":{"errors":[{"domain":"usageLimits","reason":"rateLimitExceeded"}],"code":429}}
                        """, "PT1S BURST STATUS"),
                Arguments.of("Google, the day's limit", Providers.GOOGLE, """
                        403
                        Retry-After: 28800

                        {"error":{"errors":[{"domain":"usageLimits","reason":"dailyLimitExceeded"}],"code":403}}
                        """, "PT8H DAILY HEADER"),
                Arguments.of("Google, a 403 that is one", Providers.GOOGLE, """
                        403

                        {"error":{"errors":[{"domain":"global","reason":"insufficientPermissions"}],"code":403}}
                        """, "none"));
    }

    private static List<Arguments> messages() {
        return List.of(
                Arguments.of("Twilio 20429", Providers.TWILIO, """
                        429
                        Twilio-Concurrent-Requests: 101

                        {"code":20429,"message":"Too Many Requests","more_info":"https://www.twilio.com/docs/errors/20429","status":429}
                        """, "PT1S CONCURRENCY STATUS"),
                Arguments.of("Twilio, another error", Providers.TWILIO, """
                        400

                        {"code":21211,"message":"The 'To' number is not a valid phone number.","status":400}
                        """, "none"),
                Arguments.of("Resend, over the rate", Providers.RESEND, """
                        429
                        ratelimit-limit: 2
                        ratelimit-remaining: 0
                        ratelimit-reset: 1
                        retry-after: 1

                        {"statusCode":429,"name":"rate_limit_exceeded","message":"Too many requests."}
                        """, "PT1S BURST HEADER; ratelimit 0/2 - PT1S"),
                Arguments.of(
                        "Resend, within it, with the policy of the sixth draft",
                        Providers.RESEND,
                        """
                        200
                        RateLimit-Policy: 5;w=1
                        ratelimit-limit: 5
                        ratelimit-remaining: 4
                        ratelimit-reset: 1

                        {"id":"49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"}
                        """,
                        "budgets; ratelimit 4/5 PT1S PT1S"),
                Arguments.of("Resend, the day's quota", Providers.RESEND, """
                        429
                        retry-after: 1

                        {"statusCode":429,"name":"daily_quota_exceeded","message":"You have reached your daily email sending quota."}
                        """, "PT1H DAILY POLICY"),
                Arguments.of("Resend, the month's quota", Providers.RESEND, """
                        429

                        {"statusCode":429,"name":"monthly_quota_exceeded"}
                        """, "PT24H MONTHLY POLICY"),
                Arguments.of("SendGrid", Dialect.COMMON, """
                        429
                        X-RateLimit-Limit: 600
                        X-RateLimit-Remaining: 0
                        X-RateLimit-Reset: 1795255245
                        """, "PT45S BURST HEADER; x-ratelimit 0/600 - PT45S"),
                Arguments.of(
                        "lemlist, a JavaScript date",
                        Dialect.COMMON,
                        """
                        429
                        Retry-After: 2
                        X-RateLimit-Limit: 20
                        X-RateLimit-Remaining: 0
                        X-RateLimit-Reset: Sat Nov 21 2026 11:00:02 GMT+0100 (Central European Standard Time)
                        """,
                        "PT2S BURST HEADER; x-ratelimit 0/20 - PT2S"),
                Arguments.of("Slack", Providers.SLACK, """
                        429
                        Retry-After: 30

                        {"ok":false,"error":"ratelimited"}
                        """, "PT30S BURST HEADER"),
                Arguments.of("Slack, as 200", Providers.SLACK, """
                        200

                        {"ok":false,"error":"ratelimited"}
                        """, "PT1S BURST STATUS"),
                Arguments.of("Slack, served", Providers.SLACK, "200\n\n{\"ok\":true}", "none"),
                Arguments.of("Discord", Providers.DISCORD, """
                        429
                        Retry-After: 1
                        X-RateLimit-Limit: 5
                        X-RateLimit-Remaining: 0
                        X-RateLimit-Reset: 1795255201.336
                        X-RateLimit-Reset-After: 1.336
                        X-RateLimit-Bucket: abcd1234

                        {"message":"You are being rate limited.","retry_after":1.336,"global":false}
                        """, "PT1.336S BURST BODY; x-ratelimit 0/5 - PT1.336S"));
    }

    private static List<Arguments> shops() {
        return List.of(
                Arguments.of("Shopify REST, nearly full", Providers.SHOPIFY, """
                        200
                        X-Shopify-Shop-Api-Call-Limit: 39/40
                        """, "budgets; shop 1/40 - -"),
                Arguments.of("Shopify REST, full", Providers.SHOPIFY, """
                        429
                        Retry-After: 2.0
                        X-Shopify-Shop-Api-Call-Limit: 40/40

                        {"errors":"Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service."}
                        """, "PT2S BURST HEADER; shop 0/40 - -"),
                Arguments.of(
                        "Shopify GraphQL, throttled",
                        Providers.SHOPIFY,
                        """
                        200

                        {"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":
                        {"requestedQueryCost":202,"actualQueryCost":null,
                        "throttleStatus":{"maximumAvailable":1000.0,"currentlyAvailable":118,"restoreRate":50.0}}}}
                        """,
                        "PT2S BURST POLICY; graphql 118/1000 - -"),
                Arguments.of(
                        "Kong's fields of several windows",
                        Dialect.COMMON,
                        """
                        429
                        X-RateLimit-Limit-Minute: 20
                        X-RateLimit-Remaining-Minute: 0
                        X-RateLimit-Limit-Hour: 500
                        X-RateLimit-Remaining-Hour: 480
                        RateLimit-Limit: 20
                        RateLimit-Remaining: 0
                        RateLimit-Reset: 17
                        Retry-After: 17
                        """,
                        "PT17S BURST HEADER; x-ratelimit-minute 0/20 PT1M -; ratelimit 0/20 - PT17S;"
                                + " x-ratelimit-hour 480/500 PT1H -"));
    }

    private static List<Arguments> platforms() {
        return List.of(
                Arguments.of("Supabase Auth", Providers.SUPABASE, """
                        429
                        x-sb-error-code: over_request_rate_limit

                        {"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached"}
                        """, "PT10S BURST POLICY"),
                Arguments.of(
                        "GitHub, primary limit as 403",
                        Providers.GITHUB,
                        """
                        403
                        Date: Sat, 21 Nov 2026 10:00:00 GMT
                        x-ratelimit-limit: 5000
                        x-ratelimit-remaining: 0
                        x-ratelimit-used: 5000
                        x-ratelimit-reset: 1795257000
                        x-ratelimit-resource: core

                        {"message":"API rate limit exceeded for user ID 1."}
                        """,
                        "PT30M BURST HEADER; x-ratelimit 0/5000 - PT30M"),
                Arguments.of(
                        "GitHub, secondary limit: the primary's reset does not matter",
                        Providers.GITHUB,
                        """
                        403
                        retry-after: 60
                        x-ratelimit-limit: 5000
                        x-ratelimit-remaining: 4983
                        x-ratelimit-reset: 1795258200

                        {"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}
                        """,
                        "PT1M BURST HEADER; x-ratelimit 4983/5000 - PT50M"),
                Arguments.of("GitHub, forbidden", Providers.GITHUB, """
                        403
                        x-ratelimit-limit: 5000
                        x-ratelimit-remaining: 4983
                        x-ratelimit-reset: 1795258200

                        {"message":"Resource not accessible by integration"}
                        """, "budgets; x-ratelimit 4983/5000 - PT50M"),
                Arguments.of(
                        "HubSpot, the day's limit",
                        Providers.HUBSPOT,
                        """
                        429
                        X-HubSpot-RateLimit-Daily: 250000
                        X-HubSpot-RateLimit-Daily-Remaining: 0
                        X-HubSpot-RateLimit-Max: 100
                        X-HubSpot-RateLimit-Remaining: 99
                        X-HubSpot-RateLimit-Interval-Milliseconds: 10000

                        {"status":"error","errorType":"RATE_LIMIT","policyName":"DAILY","message":"You have reached your daily limit."}
                        """,
                        "PT1S DAILY STATUS; hubspot-daily 0/250000 PT24H -; hubspot 99/100 PT10S -"),
                Arguments.of(
                        "OpenAI's Go durations", Dialect.COMMON, """
                        429
                        x-ratelimit-limit: 60
                        x-ratelimit-remaining: 0
                        x-ratelimit-reset: 6m0s
                        """, "PT6M BURST HEADER; x-ratelimit 0/60 - PT6M"),
                Arguments.of("a time within a sentence", Providers.IN_WORDS, """
                        400
                        Content-Type: text/plain

                        Request throttled. Please retry in 34.07s.
                        """, "PT34.07S BURST BODY"),
                Arguments.of("Azure and others, an ISO date", Dialect.COMMON, """
                        503
                        Retry-After: 2026-11-21T10:02:00Z
                        """, "PT2M BURST HEADER"),
                Arguments.of("maintenance until a date", Dialect.COMMON, """
                        503
                        Retry-After: Sat, 21 Nov 2026 11:00:00 GMT
                        """, "PT1H BURST HEADER"),
                Arguments.of("an outage is no signal", Dialect.COMMON, "503\nContent-Type: text/html", "none"),
                Arguments.of(
                        "nor is one of a service that counts",
                        Dialect.COMMON,
                        """
                        503
                        X-RateLimit-Limit: 100
                        X-RateLimit-Remaining: 60
                        X-RateLimit-Reset: 30
                        """,
                        "budgets; x-ratelimit 60/100 - PT30S"));
    }

    private static List<Arguments> drafts() {
        return List.of(
                Arguments.of(
                        "Cloudflare's API", Dialect.COMMON, """
                        429
                        Ratelimit: "default";r=0;t=30
                        Ratelimit-Policy: "default";q=1200;w=300
                        retry-after: 231
                        """, "PT3M51S BURST HEADER; default 0/1200 PT5M PT30S"),
                Arguments.of(
                        "several policies",
                        Dialect.COMMON,
                        """
                        200
                        RateLimit-Policy: "permin";q=50;w=60,"perhr";q=1000;w=3600
                        RateLimit: "permin";r=40;t=12
                        RateLimit: "perhr";r=3;t=1800
                        """,
                        "budgets; perhr 3/1000 PT1H PT30M; permin 40/50 PT1M PT12S"),
                Arguments.of(
                        "the day is used up",
                        Dialect.COMMON,
                        """
                        429
                        RateLimit-Policy: "burst";q=100;w=60,"daily";q=1000;w=86400
                        RateLimit: "burst";r=90;t=10,"daily";r=0;t=50000
                        """,
                        "PT13H53M20S DAILY HEADER; daily 0/1000 PT24H PT13H53M20S; burst 90/100 PT1M PT10S"),
                Arguments.of("too many at once", Dialect.COMMON, """
                        429
                        RateLimit-Policy: "inflight";q=20;qu="concurrent-requests"
                        RateLimit: "inflight";r=0;t=2
                        """, "PT2S CONCURRENCY HEADER; inflight 0/20 - PT2S"),
                Arguments.of("reduced capacity", Dialect.COMMON, """
                        503
                        Content-Type: application/problem+json
                        RateLimit: "hourly";r=0;t=20

                        {"type":"https://iana.org/assignments/http-problem-types#temporary-reduced-capacity"}
                        """, "PT20S BURST HEADER; hourly 0/- - PT20S"),
                Arguments.of(
                        "express-rate-limit, the seventh draft",
                        Dialect.COMMON,
                        """
                        200
                        RateLimit-Policy: 100;w=60
                        RateLimit: limit=100, remaining=99, reset=50
                        """,
                        "budgets; ratelimit 99/100 PT1M PT50S"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void meansWhatItSays(String name, Dialect dialect, String answer, String expected) {
        assertThat(shown(Signal.of(Answers.of(answer), dialect, NOW))).isEqualTo(expected);
    }

    private static String shown(Signal signal) {
        var head =
                switch (signal) {
                    case Signal.None() -> "none";
                    case Signal.Budgets(var budgets) -> "budgets";
                    case Signal.SlowDown(var until, var reason, var source, var budgets) ->
                        Duration.between(NOW, until) + " " + reason + " " + source;
                };
        return Stream.concat(Stream.of(head), signal.budgets().stream().map(ProviderSignalsTest::shown))
                .collect(Collectors.joining("; "));
    }

    private static String shown(Budget budget) {
        var until = budget.until();
        return String.join(
                " ",
                budget.name(),
                shown(budget.left()) + "/" + shown(budget.limit()),
                shown(budget.window()),
                shown(until == null ? null : Duration.between(NOW, until)));
    }

    private static String shown(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
