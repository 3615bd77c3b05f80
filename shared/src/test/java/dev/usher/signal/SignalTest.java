package dev.usher.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import dev.usher.config.Dialect;
import dev.usher.config.Dialect.Form;
import dev.usher.config.Dialect.Gauge;
import dev.usher.config.Dialect.Reason;
import dev.usher.config.Dialect.Sign;
import dev.usher.config.Dialect.Spot;
import dev.usher.config.Dialect.Wait;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.signal.Signal.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several hints counts, how far anything is believed, and what is no signal at all. */
class SignalTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void retryAfterWinsOverTheEffectiveWindow() {
        assertThat(wait("429\nRetry-After: 5\nRateLimit: \"a\";r=0;t=30")).isEqualTo(Duration.ofSeconds(5));
        assertThat(wait("429\nRetry-After: 50\nRateLimit: \"a\";r=0;t=30")).isEqualTo(Duration.ofSeconds(50));
        assertThat(wait("429\nRetry-After: soon\nRateLimit: \"a\";r=0;t=30")).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void ofAllOtherHintsTheLongestWins() {
        assertThat(wait("429\nRetry-After: 5\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset: 30"))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(wait("429\nRetry-After: 5\nX-RateLimit-Reset: 30")).isEqualTo(Duration.ofSeconds(30));
        assertThat(wait("429\nRateLimit: \"a\";r=0;t=30,\"b\";r=0;t=60,\"c\";r=9;t=90"))
                .isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void theResetOfABudgetThatIsNotUsedUpCountsOnlyAloneAndThenTheSoonestDoes() {
        assertThat(wait("429\nRetry-After: 5\nX-RateLimit-Remaining: 9\nX-RateLimit-Reset: 3000"))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(wait("429\nRateLimit: \"a\";r=2;t=30,\"b\";r=9;t=60")).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void whatIsLongerThanAnyWindowCountsOnlyAlone() {
        assertThat(wait("429\nRetry-After: 99999999\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset: 30"))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(wait("429\nRetry-After: 99999999")).isEqualTo(Dialect.LONGEST);
        assertThat(wait("429\nRetry-After: 100000\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset: 30"))
                .as("over a day, under a month: believed, and cut")
                .isEqualTo(Dialect.LONGEST);
    }

    @Test
    void aMomentGoneByIsNoHint() {
        assertThat(slowDown("429\nRetry-After: 0")).returns(Source.STATUS, Signal.SlowDown::source);
        assertThat(slowDown("429\nX-RateLimit-Reset: 1795255199"))
                .returns(Source.STATUS, Signal.SlowDown::source)
                .returns(NOW.plus(Hearing.UNSAID), Signal.SlowDown::until);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "a";r=0;t=600 | | PT10M
            "a";r=0;t=601 | | PT10M
            "a";r=0;t=999999999999999 | | PT10M
            "a";r=0;t=601 | "a";q=9;w=60 | PT10M
            "a";r=0;t=3000 | "a";q=9;w=3600 | PT50M
            "a";r=0;t=4000 | "a";q=9;w=3600 | PT1H
            "a";r=0;t=3000 | "b";q=9;w=3600 | PT10M
            "a";r=0;t=999999999 | "a";q=9;w=999999999 | PT24H
            """)
    void anEffectiveWindowIsBelievedForTenMinutesOrItsPolicysWindow(String limit, String policy, Duration wait) {
        var answer = "429\nRateLimit: " + limit + (policy == null ? "" : "\nRateLimit-Policy: " + policy);
        assertThat(wait(answer)).isEqualTo(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\";r=0;t=30, b;r=0",
                "\"a\";r=0;t=30, \"b\"",
                "\"a\";r=0;t=30, \"b\";r=-1",
                "\"a\";r=0;t=30, \"b\";r=1.5",
                "\"a\";r=0;t=30, \"b\";r=\"1\"",
                "\"a\";r=0;t=-30",
                "\"a\";r=0;t=3.5",
                "\"a\";r=0;t=30;pk=\"no bytes\"",
                "\"a\";t=30",
                "a;r=0;t=30"
            })
    void aMalformedFieldIsIgnoredAsAWhole(String field) {
        assertThat(signal("200\nRateLimit: " + field)).isEqualTo(new Signal.None());
        assertThat(signal("200\nRateLimit: " + field + "\nX-RateLimit-Remaining: 7")
                        .budgets())
                .as("older fields are read instead")
                .singleElement()
                .returns(7L, Budget::left);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a;q=9;w=60",
                "\"a\";w=60",
                "\"a\";q=-1;w=60",
                "\"a\";q=9;w=0",
                "\"a\";q=9;w=60, \"b\"",
                "\"a\";q=9;qu=bytes"
            })
    void withoutAReadablePolicyTheLimitIsUnknown(String policy) {
        assertThat(signal("200\nRateLimit: \"a\";r=3;t=30\nRateLimit-Policy: " + policy)
                        .budgets())
                .containsExactly(new Budget("a", "requests", 3L, null, null, NOW.plusSeconds(30)));
    }

    @Test
    void aPartitionsOwnPolicyGoesBeforeTheGeneralOne() {
        var budgets = signal("""
                        200
                        RateLimit-Policy: "a";q=10;w=60, "a";q=20;w=60;pk=:AQ==:
                        RateLimit: "a";r=3;pk=:AQ==:, "a";r=4;pk=:Ag==:
                        """).budgets();
        assertThat(budgets).extracting(Budget::limit).containsExactly(20L, 10L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Age: 1",
                "Age: 0030",
                "X-Cache: HIT",
                "X-Cache: Hit from cloudfront",
                "X-Cache: MISS, HIT",
                "X-Cache: TCP_HIT",
                "CF-Cache-Status: HIT",
                "CF-Cache-Status: stale",
                "Cache-Status: ExampleCache; hit; ttl=376",
                "Cache-Status: \"origin\"; fwd=miss, edge; hit"
            })
    void fieldsOfACachedAnswerAreIgnored(String cached) {
        assertThat(signal("200\nRateLimit: \"a\";r=0;t=30\nX-RateLimit-Remaining: 0\n" + cached))
                .isEqualTo(new Signal.None());
        assertThat(slowDown("429\nRetry-After: 30\nRateLimit: \"a\";r=0;t=30\n" + cached))
                .as("the status counts all the same")
                .returns(Source.STATUS, Signal.SlowDown::source)
                .returns(List.of(), Signal.SlowDown::budgets);
        assertThat(signal("503\nRetry-After: 30\n" + cached)).isEqualTo(new Signal.None());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Age: 0",
                "Age: old",
                "X-Cache: MISS",
                "X-Cache: Miss from cloudfront",
                "X-Cache: RefreshHit from cloudfront",
                "X-Cache: shit happens",
                "CF-Cache-Status: DYNAMIC",
                "Cache-Status: hit-cache; fwd=stale",
                "Cache-Status: edge; fwd=miss; stored"
            })
    void answersFromTheOriginAreBelieved(String fresh) {
        assertThat(wait("429\nRetry-After: 30\n" + fresh)).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Sat, 21 Nov 2026 10:00:00 GMT | PT30S
            Sat, 21 Nov 2026 10:03:00 GMT | PT0S
            Sat, 21 Nov 2026 09:57:00 GMT | PT3M30S
            Sat, 21 Nov 2026 09:50:00 GMT | PT10M30S
            Sat, 21 Nov 2026 09:49:59 GMT | PT30S
            Sat, 21 Nov 2026 11:00:00 GMT | PT30S
            Thu, 01 Jan 1970 00:00:00 GMT | PT30S
            5 | PT30S
            yesterday | PT30S
            """)
    void momentsAreCountedFromTheSendersClockUnlessThatIsFarOff(String date, Duration wait) {
        var expected = wait.isZero() ? Hearing.UNSAID : wait;
        assertThat(wait("429\nRetry-After: Sat, 21 Nov 2026 10:00:30 GMT\nDate: " + date))
                .isEqualTo(expected);
        assertThat(wait("429\nX-RateLimit-Reset: 1795255230\nDate: " + date)).isEqualTo(expected);
        assertThat(wait("429\nRetry-After: 30\nDate: " + date)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theReasonFollowsFromWhatIsUsedUp() {
        assertThat(slowDown("429").reason()).isEqualTo(Reason.BURST);
        assertThat(policy(86_399)).isEqualTo(Reason.BURST);
        assertThat(policy(86_400)).isEqualTo(Reason.DAILY);
        assertThat(policy(28 * 86_400)).isEqualTo(Reason.MONTHLY);
        assertThat(slowDown("429\nX-RateLimit-Remaining-Day: 0").reason()).isEqualTo(Reason.DAILY);
        assertThat(slowDown("429\nX-RateLimit-Remaining-Day: 1").reason()).isEqualTo(Reason.BURST);
    }

    private static Reason policy(long window) {
        return slowDown("429\nRateLimit: \"a\";r=0\nRateLimit-Policy: \"a\";q=9;w=" + window)
                .reason();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 404, 408, 413, 500, 502, 503, 504, 529})
    void whoAsksToBeLeftAloneIsObeyedWhateverTheStatus(int status) {
        assertThat(wait(status + "\nRetry-After: 30")).isEqualTo(Duration.ofSeconds(30));
        assertThat(signal(status + "\nRetry-After: soon")).isEqualTo(new Signal.None());
    }

    @Test
    void aCallThatWasServedIsNoRefusal() {
        assertThat(signal("200\nRetry-After: 30")).isEqualTo(new Signal.None());
        assertThat(signal("202\nRetry-After: 30\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset: 9"))
                .isInstanceOfSatisfying(Signal.Budgets.class, said -> assertThat(said.budgets())
                        .containsExactly(new Budget("x-ratelimit", "requests", 0L, null, null, NOW.plusSeconds(9))));
        assertThat(signal("404\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset: 9"))
                .isInstanceOf(Signal.Budgets.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "many", "", "unlimited", "NaN"})
    void aBudgetWithoutANumberIsNone(String remaining) {
        assertThat(signal("200\nX-RateLimit-Remaining: " + remaining + "\nX-RateLimit-Reset: 30"))
                .isEqualTo(new Signal.None());
    }

    @Test
    void aDialectsWaitReplacesTheUsualReadingOfItsField() {
        var millis = new Dialect(
                List.of(),
                List.of(new Wait(new Spot.Header("Retry-After", null), Form.MILLISECONDS)),
                List.of(new Gauge(
                        "mine",
                        null,
                        null,
                        new Spot.Header("X-RateLimit-Limit", Pattern.compile("[0-9]+")),
                        new Wait(new Spot.Header("X-RateLimit-Reset", null), Form.MILLISECONDS),
                        Duration.ofSeconds(1))),
                Dialect.LONGEST);
        var answer = Answers.of("429\nRetry-After: 1500\nX-RateLimit-Limit: 9\nX-RateLimit-Reset: 700");

        var said = (Signal.SlowDown) Signal.of(answer, millis, NOW);

        assertThat(said.until()).isEqualTo(NOW.plusMillis(1500));
        assertThat(said.budgets())
                .containsExactly(new Budget("mine", "requests", null, 9L, Duration.ofSeconds(1), NOW.plusMillis(700)));
    }

    @Test
    void theLeastWaitIsAFloorAndTheAnswerWhenNothingIsSaid() {
        var sign = new Sign(Set.of(429), null, Set.of(), null, Duration.ofSeconds(10));
        var patient = new Dialect(List.of(sign), List.of(), List.of(), Duration.ofSeconds(60));

        assertThat(Signal.of(Answers.of("429"), patient, NOW))
                .isEqualTo(new Signal.SlowDown(NOW.plusSeconds(10), Reason.BURST, Source.POLICY, List.of()));
        assertThat(Signal.of(Answers.of("429\nRetry-After: 3"), patient, NOW))
                .isEqualTo(new Signal.SlowDown(NOW.plusSeconds(10), Reason.BURST, Source.POLICY, List.of()));
        assertThat(Signal.of(Answers.of("429\nRetry-After: 30"), patient, NOW))
                .isEqualTo(new Signal.SlowDown(NOW.plusSeconds(30), Reason.BURST, Source.HEADER, List.of()));
        assertThat(Signal.of(Answers.of("429\nRetry-After: 300"), patient, NOW))
                .isEqualTo(new Signal.SlowDown(NOW.plusSeconds(60), Reason.BURST, Source.HEADER, List.of()));
    }

    @Test
    void whatSaysSlowDownIsLookedForInSmallBodiesOnly() {
        var sign = new Sign(
                Set.of(200),
                new Spot.Pointer(JsonPointer.compile("/error"), null),
                Set.of("slow"),
                null,
                Duration.ZERO);
        var dialect = new Dialect(List.of(sign), List.of(), List.of(), Dialect.LONGEST);
        var padding = "x".repeat(Places.BODY_BYTES - 25);

        assertThat(Signal.of(body("{\"error\":\"SLOW\",\"pad\":\"" + padding + "\"}"), dialect, NOW))
                .isInstanceOf(Signal.SlowDown.class);
        assertThat(Signal.of(body("{\"error\":\"slow\",\"pad\":\"" + padding + "12345\"}"), dialect, NOW))
                .isEqualTo(new Signal.None());
        assertThat(Signal.of(body("{\"error\":\"slow\""), dialect, NOW)).isEqualTo(new Signal.None());
        assertThat(Signal.of(body("{\"error\":{\"slow\":1}}"), dialect, NOW)).isEqualTo(new Signal.None());
    }

    @Test
    void aNumberInABodyMayBeWrittenInAnyWay() {
        var gauge = new Gauge("a", new Spot.Pointer(JsonPointer.compile("/left"), null), null, null, null, null);
        var dialect = new Dialect(List.of(), List.of(), List.of(gauge), Dialect.LONGEST);
        assertThat(left(dialect, "1000.0")).isEqualTo(1000);
        assertThat(left(dialect, "1e3")).isEqualTo(1000);
        assertThat(left(dialect, "\"12\"")).isEqualTo(12);
        assertThat(left(dialect, "1e20")).isEqualTo(999_999_999_999_999L);
        assertThat(Signal.of(body("{\"left\":1e999999999}"), dialect, NOW)).isEqualTo(new Signal.None());
        assertThat(Signal.of(body("{\"left\":-1}"), dialect, NOW)).isEqualTo(new Signal.None());
        assertThat(Signal.of(body("{\"left\":null}"), dialect, NOW)).isEqualTo(new Signal.None());
    }

    private static long left(Dialect dialect, String number) {
        return java.util.Objects.requireNonNull(Signal.of(body("{\"left\":" + number + "}"), dialect, NOW)
                .budgets()
                .getFirst()
                .left());
    }

    @Test
    void aDialectKeepsToItsRanges() {
        assertThatThrownBy(() -> new Dialect(List.of(), List.of(), List.of(), Duration.ofMillis(999)))
                .hasMessage("the longest wait is 1 second to 31 days");
        assertThatThrownBy(() -> new Dialect(List.of(), List.of(), List.of(), Dialect.MONTH.plusMillis(1)))
                .hasMessage("the longest wait is 1 second to 31 days");
        assertThatThrownBy(() -> new Sign(Set.of(), null, Set.of(), null, Duration.ofMillis(-1)))
                .hasMessage("the least wait is not negative");
    }

    private static Answer body(String json) {
        return new Answer(200, Headers.of(Map.of()), Body.utf8(json));
    }

    private static Signal signal(String answer) {
        return Signal.of(Answers.of(answer), Dialect.COMMON, NOW);
    }

    private static Signal.SlowDown slowDown(String answer) {
        return (Signal.SlowDown) signal(answer);
    }

    private static Duration wait(String answer) {
        return Duration.between(NOW, slowDown(answer).until());
    }
}
