package dev.usher.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.ConfigReader;
import dev.usher.config.Priority;
import dev.usher.limit.Ask;
import dev.usher.limit.LocalCeilings;
import dev.usher.limit.LocalLimiter;
import dev.usher.signal.Budget;
import dev.usher.signal.Signal;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of what services hear from third parties. */
final class HeardReportTest {
    private final LimitsWorld world = new LimitsWorld();

    @Test
    void whatTheThirdPartySaysClosesTheBudgetUntilThen() {
        var heard = world.report("{\"status\":429,\"headers\":{\"Retry-After\":\"30\"}}");
        assertThat(heard.path("heard").asText()).isEqualTo("slow-down");
        assertThat(heard.path("until").asText())
                .isEqualTo(world.clock.instant().plusSeconds(30).toString());

        assertThat(LimitsWorld.document(world.post("mail", "check", "{}", 429))
                        .path("retryAfterMs")
                        .asLong())
                .isEqualTo(30_000);
        world.clock.advance(Duration.ofSeconds(30));
        world.check("mail", "{}", 200);
    }

    @Test
    void lessLeftThanWeThinkShrinksOursAndMoreDoesNot() {
        world.report(
                "{\"status\":200,\"headers\":{\"ratelimit-policy\":\"\\\"m\\\";q=8;w=60\",\"ratelimit\":\"\\\"m\\\";r=2;t=20\"}}");
        assertThat(world.check("mail", "{\"peek\":true}", 200).path("remaining").asLong())
                .isEqualTo(2);

        var more = world.report(
                "{\"status\":200,\"headers\":{\"x-ratelimit-remaining\":\"900\",\"x-ratelimit-reset\":\"5\"}}");
        assertThat(more.path("heard").asText()).isEqualTo("budgets");
        assertThat(world.check("mail", "{\"peek\":true}", 200).path("remaining").asLong())
                .isEqualTo(2);
        world.clock.advance(Duration.ofSeconds(20));
        assertThat(world.check("mail", "{\"peek\":true}", 200).path("remaining").asLong())
                .isEqualTo(10);
    }

    @Test
    void aBudgetThatIsNewAgainAlreadyChangesNothing() {
        world.report("{\"status\":200,\"headers\":{\"x-ratelimit-remaining\":\"5\",\"x-ratelimit-reset\":\"20\"}}");
        world.report("{\"status\":200,\"headers\":{\"x-ratelimit-remaining\":\"2\",\"x-ratelimit-reset\":\"0\"}}");
        assertThat(world.check("mail", "{\"peek\":true}", 200).path("remaining").asLong())
                .isEqualTo(5);
    }

    @Test
    void aWindowLongerThanAnybodysIsBelievedForAMonth() {
        world.report(
                "{\"status\":200,\"headers\":{\"ratelimit-policy\":\"\\\"m\\\";q=8;w=999999999999999\",\"ratelimit\":\"\\\"m\\\";r=0\"}}");
        world.post("mail", "check", "{}", 429);
        world.clock.advance(Duration.ofDays(31));
        world.check("mail", "{}", 200);
    }

    @Test
    void whatIsLeftCountsThoughWhoHeardItLeavesMoreForOthers() {
        var limiter = new LocalLimiter(world.clock, Calendar.PLAIN, false);
        var policy = ConfigReader.limit("lanes", "{ minute: 10, reserve: { low: 50 } }");
        var budgets = new Signal.Budgets(List.of(new Budget(
                "all", Budget.REQUESTS, 7L, null, null, world.clock.instant().plusSeconds(30))));
        new Heeding(limiter, new LocalCeilings(), JsonLog.off())
                .heed(Ask.of(policy, "lanes").priority(Priority.LOW), budgets, world.clock.instant());
        assertThat(limiter.peek(Ask.of(policy, "lanes")).readings().getFirst().remaining())
                .isEqualTo(7);
    }

    @Test
    void anAnswerWithoutABodyIsReadToo() {
        assertThat(world.report("{\"status\":429,\"headers\":{},\"body\":\"\"}")
                        .path("heard")
                        .asText())
                .isEqualTo("slow-down");
    }

    @Test
    void anotherLimitThanOursIsDriftAndShown() {
        var heard = world.report(
                "{\"status\":200,\"headers\":{\"ratelimit-policy\":\"\\\"m\\\";q=8;w=60\",\"ratelimit\":\"\\\"m\\\";r=8;t=20\"}}");
        assertThat(heard.path("drift").toString())
                .isEqualTo("[{\"window\":\"minute\",\"configured\":10,\"declared\":8}]");
        var declared =
                LimitsWorld.document(world.get("mail", "mail", Map.of(), 200)).path("declared");
        assertThat(declared.get(0).path("limit").asInt()).isEqualTo(8);
        assertThat(declared.get(0).path("drift").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}| status",
                "{\"status\":99}| status",
                "{\"status\":200,\"headers\":[]}| headers",
                "{\"status\":200,\"headers\":{\"a\":1}}| headers",
                "{\"status\":200,\"body\":{}}| body"
            })
    void aReportThatCannotBeReadIsNamed(String body, String parameter) {
        assertThat(LimitsWorld.document(world.post("mail", "report", body, 400))
                        .path("parameter")
                        .asText())
                .isEqualTo(parameter);
        assertThat(LimitsWorld.document(world.post("mail", "report", "{\"status\":503}", 200))
                        .path("heard")
                        .asText())
                .isEqualTo("nothing");
    }
}
