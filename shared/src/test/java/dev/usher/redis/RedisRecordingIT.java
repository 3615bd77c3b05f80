package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.abuse.Alerts;
import dev.usher.abuse.Asker;
import dev.usher.abuse.Counts;
import dev.usher.abuse.Guard;
import dev.usher.abuse.Penalties;
import dev.usher.abuse.RecordedLimiter;
import dev.usher.abuse.Recorder;
import dev.usher.abuse.Sketch;
import dev.usher.abuse.Trails;
import dev.usher.abuse.WatchUnavailable;
import dev.usher.calendar.Calendar;
import dev.usher.config.AbusePolicy;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import dev.usher.config.Window;
import dev.usher.limit.Ask;
import dev.usher.limit.LocalLimiter;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RedisRecordingIT {
    private static final Instant T0 = Instant.parse("2026-06-06T12:00:00Z");

    private static TestRedis redis;
    private static RedisLink link;

    private RedisRecording recording;

    @BeforeAll
    static void start() throws Exception {
        redis = TestRedis.start();
        link = RedisLink.to(redis.url(), "it-" + UUID.randomUUID(), Duration.ofSeconds(20));
    }

    @BeforeEach
    void connect() {
        recording = new RedisRecording(link);
    }

    @AfterAll
    static void stop() throws Exception {
        link.close();
        redis.close();
    }

    private static Asker client(String name) {
        return new Asker(Priority.LOW, Map.of(Dimension.SUBJECT, "api, \"quoted\"", Dimension.CLIENT, name));
    }

    private static Counts counts(long calls, long units) {
        return new Counts(List.of(calls, 0L, 0L, 0L, 0L, calls), List.of(units, 0L, 0L, 0L, 0L, units));
    }

    @Test
    void joinsWhatSeveralEnvironmentsNoted() {
        recording.add("join", T0, new Sketch(Map.of(client("a"), counts(1, 5)), counts(2, 2), 3, 1));
        recording.add(
                "join",
                T0,
                new Sketch(Map.of(client("a"), counts(2, 6), client("b"), counts(1, 1)), Counts.NONE, 2, 4));
        recording.add("join", T0.plusSeconds(120), new Sketch(Map.of(), counts(1, 1), 1, 0));

        var minutes = recording.read("join", T0.plusSeconds(30), T0.plusSeconds(600));

        assertThat(minutes).hasSize(2);
        assertThat(minutes.getFirst().start()).isEqualTo(T0);
        assertThat(minutes.getFirst().sketch())
                .isEqualTo(
                        new Sketch(Map.of(client("a"), counts(3, 11), client("b"), counts(1, 1)), counts(2, 2), 3, 5));
        assertThat(minutes.getLast().start()).isEqualTo(T0.plusSeconds(120));
        assertThat(recording.read("another", T0, T0.plusSeconds(600))).isEmpty();
    }

    @Test
    void keepsAMinuteBounded() {
        for (int batch = 0; batch < 5; batch++) {
            var askers = new HashMap<Asker, Counts>();
            for (int i = 0; i < 50; i++) askers.put(client("c" + batch + "-" + i), counts(1, 1));
            recording.add("bounded", T0, new Sketch(askers, Counts.NONE, 0, 0));
        }
        var sketch = recording.read("bounded", T0, T0).getFirst().sketch();
        assertThat(sketch.askers()).hasSize(Sketch.MOST);
        assertThat(sketch.otherAskers()).isEqualTo(50);
        assertThat(sketch.calls()).as("no call is lost").isEqualTo(5 * 50 * 2);
    }

    @Test
    void writesEveryFewSecondsWhatChecksWereMadeAndNotEachOfThem() {
        var clock = new FakeClock();
        var recorder = new Recorder(
                recording,
                new Guard(
                        AbusePolicy.USUAL,
                        new Guard.Parts(Trails.NOWHERE, Alerts.NONE, Penalties.NONE),
                        JsonLog.off(),
                        clock),
                JsonLog.off(),
                clock,
                Recorder.OFTEN);
        var limiter = new RecordedLimiter(new LocalLimiter(clock, Calendar.PLAIN, false), recorder);
        var policy = LimitPolicy.of("shop", Mode.SMOOTH, List.of(new Window("minute", 10, Duration.ofMinutes(1))));
        var start = clock.instant();
        recorder.flushIfDue();
        for (int i = 0; i < 15; i++) limiter.check(Ask.of(policy, "a").cost(i == 0 ? 2 : 1));
        limiter.peek(Ask.of(policy, "a"));
        recorder.flushIfDue();
        assertThat(recording.read("shop", start, clock.instant())).isEmpty();

        clock.advance(Duration.ofSeconds(5));
        recorder.flushIfDue();
        recorder.flush();

        var sketch = recording.read("shop", start, clock.instant()).getFirst().sketch();
        assertThat(sketch.askers().keySet()).containsExactly(new Asker(Priority.HIGH, Map.of(Dimension.SUBJECT, "a")));
        assertThat(sketch.calls()).isEqualTo(15);
        assertThat(sketch.askers().values().iterator().next().totalUnits()).isEqualTo(16);
        assertThat(sketch.denied()).isEqualTo(6);
    }

    @Test
    void saysSoWhenRedisIsAway() {
        try (var nobody = RedisLink.to("redis://127.0.0.1:1")) {
            var away = new RedisRecording(nobody);
            assertThatThrownBy(() -> away.read("p", T0, T0)).isInstanceOf(WatchUnavailable.class);
            assertThatThrownBy(() -> away.add("p", T0, new Sketch(Map.of(), Counts.NONE, 0, 0)))
                    .isInstanceOf(WatchUnavailable.class);
        }
    }
}
