package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.Dialect;
import dev.usher.http.RateLimitFields.Problem;
import dev.usher.http.RateLimitFields.Window;
import dev.usher.signal.Answer;
import dev.usher.signal.Budget;
import dev.usher.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitFieldsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Dialect TRUSTING = new Dialect(List.of(), List.of(), List.of(), Dialect.MONTH);
    private static final RateLimitFields TWO = new RateLimitFields(
            List.of(new Window("minute", 50, 60, 0, 30), new Window("hour", 1000, 3600, 412, 2000)));

    @Test
    void writesTheFieldsOfTheDraft() {
        assertThat(TWO.fields())
                .containsOnlyKeys("ratelimit-policy", "ratelimit")
                .containsEntry("ratelimit-policy", "\"minute\";q=50;w=60, \"hour\";q=1000;w=3600")
                .containsEntry("ratelimit", "\"minute\";r=0;t=30, \"hour\";r=412;t=2000");
    }

    @Test
    void writesTheOlderFieldsOfTheTightestWindow() {
        assertThat(TWO.legacy())
                .containsOnlyKeys("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
                .containsEntry("x-ratelimit-limit", "50")
                .containsEntry("x-ratelimit-remaining", "0")
                .containsEntry("x-ratelimit-reset", "30");
        var bothEmpty = new RateLimitFields(List.of(new Window("a", 5, 60, 0, 30), new Window("b", 9, 3600, 0, 2000)));
        assertThat(bothEmpty.legacy())
                .as("of two that are used up, the one that takes longer")
                .containsEntry("x-ratelimit-reset", "2000");
    }

    @Test
    void writesNothingWhereNothingIsLimited() {
        assertThat(new RateLimitFields(List.of()).fields()).isEmpty();
        assertThat(new RateLimitFields(List.of()).legacy()).isEmpty();
    }

    @Test
    void writesNoNumberThatAStructuredFieldCantHold() {
        var most = new RateLimitFields(
                List.of(new Window("most", Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE)));
        assertThat(most.fields())
                .containsEntry("ratelimit", "\"most\";r=999999999999999;t=999999999999999")
                .containsEntry("ratelimit-policy", "\"most\";q=999999999999999;w=999999999999999");
        var least = new RateLimitFields(List.of(new Window("least", -1, 0, Long.MIN_VALUE, -5)));
        assertThat(least.fields())
                .containsEntry("ratelimit", "\"least\";r=0;t=0")
                .containsEntry("ratelimit-policy", "\"least\";q=0;w=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ä", "a\nb", "tab\t", "\u007f", "\u0000"})
    void takesNoNameThatAStructuredFieldCantHold(String name) {
        assertThatThrownBy(() -> new Window(name, 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a window's name is printable ASCII");
    }

    @Test
    void takesNoNameTwice() {
        var minute = new Window("minute", 1, 1, 1, 1);
        assertThatThrownBy(() -> new RateLimitFields(List.of(minute, minute)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two windows have the name minute");
    }

    @Test
    void refusesWithARegisteredProblem() {
        var refused = TWO.refuse(
                Problem.QUOTA_EXCEEDED, "The source is over its limit.", List.of("minute"), Duration.ofMillis(30_001));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers())
                .containsEntry("content-type", "application/problem+json")
                .containsEntry("retry-after", "31")
                .containsAllEntriesOf(TWO.fields());
        assertThat(Json.readOrNull(refused.body().bytes()))
                .isEqualTo(Json.readOrNull("""
                        {"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"Quota Exceeded",
                        "status":429,"detail":"The source is over its limit.","violated-policies":["minute"]}
                        """.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(TWO.refuse(Problem.TEMPORARY_REDUCED_CAPACITY, "", List.of(), Duration.ZERO)
                        .status())
                .isEqualTo(503);
        assertThat(TWO.refuse(Problem.ABNORMAL_USAGE_DETECTED, "", List.of(), Duration.ZERO)
                        .status())
                .isEqualTo(429);
    }

    @Test
    void neverAsksBackBeforeAViolatedWindowsReset() {
        assertThat(retryAfter(List.of("minute"), Duration.ofSeconds(3))).isEqualTo("30");
        assertThat(retryAfter(List.of("minute", "hour"), Duration.ofSeconds(31)))
                .isEqualTo("2000");
        assertThat(retryAfter(List.of("minute"), Duration.ofMillis(30_500))).isEqualTo("31");
        assertThat(retryAfter(List.of(), Duration.ZERO)).isEqualTo("1");
        assertThat(retryAfter(List.of(), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)))
                .isEqualTo("999999999999999");
    }

    private static String retryAfter(List<String> violated, Duration wait) {
        return String.valueOf(
                TWO.refuse(Problem.QUOTA_EXCEEDED, "", violated, wait).headers().get("retry-after"));
    }

    @Test
    void whatIsWrittenIsReadToTheSameValues() {
        var random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            var windows = windows(random);
            var fields = new RateLimitFields(windows).fields();
            fields.values().forEach(field -> assertThat(Parser.parseList(field).serialize())
                    .as("another implementation reads it, and would write the same")
                    .isEqualTo(field));
            var answer = new Answer(200, Headers.of(fields), Body.EMPTY);
            assertThat(Signal.of(answer, TRUSTING, NOW).budgets())
                    .containsExactlyElementsOf(windows.stream()
                            .sorted(Comparator.comparingLong(Window::remaining))
                            .map(RateLimitFieldsTest::budget)
                            .toList());
        }
    }

    @Test
    void aRefusalIsReadAsWhatItIs() {
        var refused = TWO.refuse(Problem.QUOTA_EXCEEDED, "", List.of("minute"), Duration.ofSeconds(40));
        var answer = new Answer(refused.status(), Headers.of(refused.headers()), refused.body());
        assertThat(Signal.of(answer, TRUSTING, NOW))
                .isEqualTo(new Signal.SlowDown(
                        NOW.plusSeconds(40),
                        Dialect.Reason.BURST,
                        Signal.Source.HEADER,
                        TWO.windows().stream().map(RateLimitFieldsTest::budget).toList()));
    }

    private static List<Window> windows(Random random) {
        var windows = new ArrayList<Window>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            var name = new StringBuilder("w" + i);
            for (int n = random.nextInt(6); n > 0; n--) name.append((char) random.nextInt(0x20, 0x7f));
            long seconds = random.nextLong(1, Dialect.MONTH.toSeconds());
            windows.add(new Window(
                    name.toString(),
                    random.nextLong(RateLimitFields.MOST + 1),
                    seconds,
                    random.nextLong(RateLimitFields.MOST + 1),
                    random.nextLong(seconds + 1)));
        }
        return windows;
    }

    private static Budget budget(Window window) {
        return new Budget(
                window.name(),
                "requests",
                window.remaining(),
                window.limit(),
                Duration.ofSeconds(window.seconds()),
                NOW.plusSeconds(window.resetSeconds()));
    }
}
