package dev.usher.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Dialect;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever an answer says, reading it ends, and with no moment before now or beyond the longest wait. */
class SignalFuzzTest {
    private static final int ROUNDS = 100_000;
    private static final List<Dialect> DIALECTS = List.of(
            Dialect.COMMON,
            Providers.GOOGLE,
            Providers.STRIPE,
            Providers.SHOPIFY,
            Providers.RESEND,
            Providers.GITHUB,
            Providers.DISCORD,
            Providers.HUBSPOT,
            Providers.IN_WORDS);
    private static final List<String> NAMES = List.of(
            "retry-after",
            "ratelimit",
            "ratelimit-policy",
            "ratelimit-limit",
            "ratelimit-remaining",
            "ratelimit-reset",
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "x-ratelimit-reset-after",
            "x-ratelimit-remaining-day",
            "x-ratelimit-limit-month",
            "x-rate-limit-reset",
            "x-shopify-shop-api-call-limit",
            "x-hubspot-ratelimit-remaining",
            "date",
            "age",
            "x-cache");
    private static final List<String> VALUES = List.of(
            "",
            "0",
            "1",
            "-1",
            "39/40",
            "9999999999999999999999999",
            "1795255230",
            "1795255230000",
            "-1795255230",
            "1.5",
            "1e9",
            "NaN",
            "∞",
            "Sat, 21 Nov 2026 10:00:30 GMT",
            "Sat Nov 21 2026 11:00:02 GMT+0100 (Central European Standard Time)",
            "Sat Nov 21 10:00:30 2026",
            "Saturday, 21-Nov-26 10:00:30 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "2026-11-21T10:00:30Z",
            "0000-01-01",
            "9999-12-31T23:59:59+18:00",
            "PT999999999H",
            "P106751991167300D",
            "999999999h999999999m",
            "999999999999999ms",
            "\"a\";r=0;t=30",
            "\"a\";q=10;w=60,\"b\";q=5;w=999999999999999",
            "\"a\";r=999999999999999;t=999999999999999, \"b\";r=0",
            "limit=10, remaining=0, reset=999999999999999",
            "10, 10;w=999999999",
            "hit",
            "\u0000",
            "\ud800");
    private static final List<String> BODIES = List.of(
            "",
            "{",
            "[]",
            "null",
            "1e999999999",
            "{\"retry_after\":1e999999999}",
            "{\"retry_after\":-5,\"name\":\"daily_quota_exceeded\",\"policyName\":\"DAILY\"}",
            "{\"retry_after\":\"99999999999999999999\",\"message\":\"secondary rate limit\"}",
            "{\"error\":{\"errors\":[{\"reason\":\"quotaExceeded\"}],\"code\":\"lock_timeout\"}}",
            "{\"extensions\":{\"cost\":{\"throttleStatus\":{\"currentlyAvailable\":1e400,\"maximumAvailable\":-1}}}}",
            "throttled, retry in 999999999999999999999s",
            "throttled, retry in ....s",
            "x".repeat(5_000));

    @Test
    void everyAnswerIsReadAndNoMomentIsOutOfRange() {
        long first = Long.getLong("seed", 20_261_121L);
        int slowDowns = 0;
        int budgets = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var random = new Random(first + round);
            var now = now(random);
            var dialect = pick(DIALECTS, random);
            var answer = answer(random);
            var signal = Signal.of(answer, dialect, now);
            var latest = now.plus(dialect.longest());
            var about = "-Dseed=" + (first + round);
            if (signal instanceof Signal.SlowDown slowDown) {
                slowDowns++;
                assertThat(slowDown.until()).as(about).isAfter(now).isBeforeOrEqualTo(latest);
            }
            for (var budget : signal.budgets()) {
                budgets++;
                if (budget.until() != null) assertThat(budget.until()).as(about).isBetween(now, latest);
                if (budget.left() != null) assertThat(budget.left()).as(about).isNotNegative();
                if (budget.window() != null)
                    assertThat(budget.window().isPositive()).as(about).isTrue();
            }
        }
        assertThat(slowDowns).as("answers that say slow down").isGreaterThan(ROUNDS / 10);
        assertThat(budgets).as("budgets").isGreaterThan(ROUNDS / 10);
    }

    private static Instant now(Random random) {
        return Instant.ofEpochSecond(1_795_255_200L + random.nextInt(-1_000, 1_000), random.nextInt(1_000_000_000));
    }

    private static Answer answer(Random random) {
        var fields = new LinkedHashMap<String, String>();
        for (int i = random.nextInt(5); i >= 0; i--) fields.put(pick(NAMES, random), value(random));
        var body = pick(BODIES, random).getBytes(StandardCharsets.UTF_8);
        if (body.length > 0 && random.nextInt(4) == 0) body[random.nextInt(body.length)] = (byte) random.nextInt();
        int status = pick(List.of(200, 200, 304, 400, 403, 429, 429, 500, 503, 0, -1), random);
        return new Answer(status, Headers.of(fields), Body.of(body));
    }

    /** A known value, whole or cut, doubled, or with a character changed. */
    private static String value(Random random) {
        var value = new StringBuilder(pick(VALUES, random));
        switch (random.nextInt(6)) {
            case 0 -> value.append(pick(VALUES, random));
            case 1 -> value.setLength(random.nextInt(value.length() + 1));
            case 2 -> value.insert(random.nextInt(value.length() + 1), (char) random.nextInt(0x20, 0x180));
            case 3 -> {
                if (!value.isEmpty()) value.setCharAt(random.nextInt(value.length()), (char) random.nextInt(0x7f));
            }
            default -> {}
        }
        return value.toString();
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
