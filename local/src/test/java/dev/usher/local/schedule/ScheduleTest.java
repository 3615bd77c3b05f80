package dev.usher.local.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.http.Json;
import dev.usher.local.template.EventSpec;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Instant MONDAY = Instant.parse("2026-11-23T10:17:42Z");

    @Test
    void ratesAndCronExpressionsSayWhenTheyAreDueNext() {
        assertThat(Timing.of("rate(5 minutes)").after(MONDAY)).isEqualTo("2026-11-23T10:22:42Z");
        assertThat(Timing.of("cron(0 12 * * ? *)").after(MONDAY)).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(Timing.of("cron(0/15 * ? * MON-FRI *)").after(MONDAY)).isEqualTo("2026-11-23T10:30:00Z");
        assertThat(Timing.of("cron(30 6 ? * SAT *)").after(MONDAY)).isEqualTo("2026-11-28T06:30:00Z");
        assertThat(Timing.of("cron(0 0 1 JAN ? 2027)").after(MONDAY)).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(Timing.of("cron(0 0 1 1 ? 2020)").after(MONDAY)).isEqualTo(Instant.MAX);
        assertThatThrownBy(() -> Timing.of("cron(0 25 * * ? *)")).hasMessageContaining("out of range");
    }

    @Test
    void theSchedulersDetailIsATextAndARulesIsAnObject() throws IOException {
        var rule = Json.mapper()
                .readTree(ScheduleEvent.of(schedule(false, null), MONDAY).bytes());
        var scheduler = Json.mapper()
                .readTree(ScheduleEvent.of(schedule(true, null), MONDAY).bytes());

        assertThat(rule.path("source").asText()).isEqualTo("aws.events");
        assertThat(rule.path("detail").isObject()).isTrue();
        assertThat(rule.path("resources").toString())
                .isEqualTo("[\"arn:aws:events:us-east-1:000000000000:rule/SweepEvery\"]");
        assertThat(scheduler.path("source").asText()).isEqualTo("aws.scheduler");
        assertThat(scheduler.path("detail").asText()).isEqualTo("{}");
        assertThat(scheduler.path("time").asText()).isEqualTo("2026-11-23T10:17:42Z");
        assertThat(scheduler.path("detail-type").asText()).isEqualTo("Scheduled Event");
    }

    @Test
    void anInputGoesToTheFunctionAsItStands() {
        assertThat(ScheduleEvent.of(schedule(true, "{\"at\":\"<aws.scheduler.scheduled-time>\"}"), MONDAY)
                        .text())
                .isEqualTo("{\"at\":\"2026-11-23T10:17:42Z\"}");
    }

    private static EventSpec.Schedule schedule(boolean scheduler, @Nullable String input) {
        return new EventSpec.Schedule("SweepEvery", "rate(1 minute)", scheduler, input, true);
    }
}
