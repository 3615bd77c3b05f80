package dev.usher.signal;

import com.fasterxml.jackson.core.JsonPointer;
import dev.usher.config.Dialect;
import dev.usher.config.Dialect.Form;
import dev.usher.config.Dialect.Gauge;
import dev.usher.config.Dialect.Reason;
import dev.usher.config.Dialect.Sign;
import dev.usher.config.Dialect.Spot;
import dev.usher.config.Dialect.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How providers that say it in a way of their own do so, from their documentation as of November 2026. */
final class Providers {
    /** 403 or 429 with a reason; docs: Google Workspace, "Handle API errors". */
    static final Dialect GOOGLE = dialect(
            sign(Set.of(403, 429), at("/error/errors/0/reason"), Reason.DAILY, "dailyLimitExceeded"),
            sign(
                    Set.of(403, 429),
                    at("/error/errors/0/reason"),
                    Reason.BURST,
                    "rateLimitExceeded",
                    "userRateLimitExceeded",
                    "quotaExceeded"));

    /** 429 with a header that tells rate from concurrency; without it, a lock on the object that somebody else holds. */
    static final Dialect STRIPE = dialect(
            sign(Set.of(429), at("/error/code"), Reason.CONCURRENCY, "lock_timeout"),
            sign(
                    Set.of(429),
                    header("Stripe-Rate-Limited-Reason"),
                    Reason.CONCURRENCY,
                    "global-concurrency",
                    "endpoint-concurrency"),
            sign(Set.of(429), null, Reason.BURST));

    /** Error 20429 is about concurrency, whatever status carries it. */
    static final Dialect TWILIO = dialect(sign(Set.of(), at("/code"), Reason.CONCURRENCY, "20429"));

    /** Some methods answer 200 and an error. */
    static final Dialect SLACK =
            dialect(sign(Set.of(200, 429), at("/error"), Reason.BURST, "ratelimited", "rate_limited"));

    /** REST: used and limit of a leaky bucket in one header. GraphQL: 200 with THROTTLED, and the bucket in the body. */
    static final Dialect SHOPIFY = new Dialect(
            List.of(new Sign(
                    Set.of(200),
                    at("/errors/0/extensions/code"),
                    Set.of("THROTTLED"),
                    Reason.BURST,
                    Duration.ofSeconds(2))),
            List.of(),
            List.of(
                    new Gauge(
                            "shop",
                            null,
                            new Spot.Header("X-Shopify-Shop-Api-Call-Limit", Pattern.compile("^([0-9]+)/")),
                            new Spot.Header("X-Shopify-Shop-Api-Call-Limit", Pattern.compile("/([0-9]+)$")),
                            null,
                            null),
                    new Gauge(
                            "graphql",
                            at("/extensions/cost/throttleStatus/currentlyAvailable"),
                            null,
                            at("/extensions/cost/throttleStatus/maximumAvailable"),
                            null,
                            null)),
            Dialect.LONGEST);

    /** 429 with a code; token buckets that refill over minutes, so a while is better than a second. */
    static final Dialect SUPABASE = dialect(new Sign(
            Set.of(429),
            at("/error_code"),
            Set.of("over_request_rate_limit", "over_email_send_rate_limit", "over_sms_send_rate_limit"),
            Reason.BURST,
            Duration.ofSeconds(10)));

    /** The name of the error tells the day's and the month's quota from the rate. */
    static final Dialect RESEND = new Dialect(
            List.of(
                    new Sign(
                            Set.of(429),
                            at("/name"),
                            Set.of("daily_quota_exceeded"),
                            Reason.DAILY,
                            Duration.ofHours(1)),
                    new Sign(
                            Set.of(429),
                            at("/name"),
                            Set.of("monthly_quota_exceeded"),
                            Reason.MONTHLY,
                            Duration.ofDays(1)),
                    sign(Set.of(429), null, Reason.BURST)),
            List.of(),
            List.of(),
            Dialect.MONTH);

    /** 403 with nothing left; or a secondary limit, after which a minute is asked for when nothing else is. */
    static final Dialect GITHUB = dialect(
            sign(Set.of(403, 429), header("x-ratelimit-remaining"), null, "0"),
            new Sign(
                    Set.of(403, 429),
                    at("/message", "(?i)secondary rate limit"),
                    Set.of(),
                    Reason.BURST,
                    Duration.ofMinutes(1)));

    /** Fractions of a second in the body; the reset field is a moment, and one beside it is seconds. */
    static final Dialect DISCORD =
            new Dialect(List.of(), List.of(new Wait(at("/retry_after"), Form.SECONDS)), List.of(), Dialect.LONGEST);

    /** Own names, milliseconds, two limits, and a policy that is named in the body. */
    static final Dialect HUBSPOT = new Dialect(
            List.of(
                    sign(Set.of(429), at("/policyName"), Reason.DAILY, "DAILY"),
                    sign(Set.of(429), at("/policyName"), Reason.BURST)),
            List.of(),
            List.of(
                    gauge(
                            "hubspot",
                            "X-HubSpot-RateLimit-Remaining",
                            "X-HubSpot-RateLimit-Max",
                            Duration.ofSeconds(10)),
                    gauge(
                            "hubspot-daily",
                            "X-HubSpot-RateLimit-Daily-Remaining",
                            "X-HubSpot-RateLimit-Daily",
                            Duration.ofDays(1))),
            Dialect.LONGEST);

    /** The moment is in a sentence. */
    static final Dialect IN_WORDS = new Dialect(
            List.of(new Sign(
                    Set.of(400), new Spot.Text(Pattern.compile("(?i)throttl")), Set.of(), null, Duration.ZERO)),
            List.of(new Wait(new Spot.Text(Pattern.compile("retry in ([0-9.]+ ?s)")), Form.ANY)),
            List.of(),
            Dialect.LONGEST);

    private Providers() {}

    private static Dialect dialect(Sign... signs) {
        return new Dialect(List.of(signs), List.of(), List.of(), Dialect.LONGEST);
    }

    private static Sign sign(Set<Integer> statuses, @Nullable Spot spot, @Nullable Reason reason, String... words) {
        return new Sign(statuses, spot, Set.of(words), reason, Duration.ZERO);
    }

    private static Gauge gauge(String name, String left, String limit, Duration window) {
        return new Gauge(name, header(left), null, header(limit), null, window);
    }

    private static Spot header(String name) {
        return new Spot.Header(name, null);
    }

    private static Spot at(String pointer) {
        return new Spot.Pointer(JsonPointer.compile(pointer), null);
    }

    private static Spot at(String pointer, String part) {
        return new Spot.Pointer(JsonPointer.compile(pointer), Pattern.compile(part));
    }
}
