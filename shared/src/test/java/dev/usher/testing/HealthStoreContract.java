package dev.usher.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.Phase;
import dev.usher.breaker.Verdict.Side;
import dev.usher.config.Maintenance;
import dev.usher.health.Condition;
import dev.usher.health.HealthStore;
import dev.usher.health.HealthStore.Part;
import dev.usher.health.Judgement;
import dev.usher.health.Page;
import dev.usher.health.QueueDepth;
import dev.usher.health.Sample;
import dev.usher.health.Standing;
import dev.usher.health.Streak;
import dev.usher.health.Traffic;
import dev.usher.health.Trial;
import dev.usher.health.Uptime;
import dev.usher.reliability.Histogram;
import dev.usher.reliability.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link HealthStore} promises. Each test has a subject of its own, so they can share a store. */
public interface HealthStoreContract {
    HealthStore health();

    @Test
    default void keepsAStandingUnlessItChangedMeanwhile() {
        var subject = subject();
        var sample = new Sample(
                FakeClock.START,
                Sample.Grade.BAD,
                "http_503",
                503,
                Duration.ofMillis(12).plusNanos(34));
        var trial =
                new Trial(new Streak(Condition.DOWN, 3, 4, 0, 0), sample, FakeClock.START, "resting", FakeClock.START);
        var standing = new Standing(
                subject,
                new Judgement(Condition.DOWN, "1 of 1 observers", Side.THEM),
                FakeClock.START,
                FakeClock.START.plusSeconds(60),
                true,
                "down",
                Map.of("ping", trial, "never", Trial.NONE),
                new Traffic(Condition.DEGRADED, 20, 3, Phase.HALF_OPEN),
                new Page("major"),
                0);
        assertThat(health().put(standing)).isTrue();
        assertThat(health().put(standing)).as("a second first one").isFalse();

        var kept = find(subject);
        assertThat(kept.version()).isEqualTo(1);
        assertThat(kept).usingRecursiveComparison().ignoringFields("version").isEqualTo(standing);
        assertThat(health().put(kept)).isTrue();
        assertThat(health().put(kept)).as("from before it was written").isFalse();
    }

    @Test
    default void addsUpWhatABruteForceReckoningAddsUp() {
        var subject = subject();
        var random = new Random(7);
        var counted = new ArrayList<Map.Entry<Instant, Uptime>>();
        var minute = Span.MINUTE.start(FakeClock.START);
        for (int i = 0; i < 60; i++) {
            minute = minute.plus(Duration.ofMinutes(1 + random.nextInt(i % 10 == 0 ? 2000 : 20)));
            var uptime = uptime(random);
            counted.add(Map.entry(minute, uptime));
            for (int times = 0; times <= random.nextInt(3); times++) health().count(subject, minute, uptime);
        }
        health().count(subject, minute.minus(Duration.ofMinutes(1)), uptime(random)); // too late

        for (var span : Span.values()) {
            var from = span.start(counted.get(10).getKey());
            var until = span.start(counted.get(50).getKey());
            var wanted = new java.util.TreeMap<Instant, Uptime>();
            for (var one : counted) {
                var start = span.start(one.getKey());
                if (!start.isBefore(from) && !start.isAfter(until)) wanted.merge(start, one.getValue(), Uptime::plus);
            }
            var parts = new ArrayList<Part>();
            wanted.forEach((start, uptime) -> parts.add(new Part(start, uptime)));
            assertThat(health().read(subject, span, from, until))
                    .as(span.label())
                    .isEqualTo(parts);
        }
    }

    @Test
    default void countsAMinuteOnceWhoeverCountsIt() throws Exception {
        var subject = subject();
        var uptime = uptime(new Random(1));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < 8; i++)
                running.add(threads.submit(() -> health().count(subject, FakeClock.START, uptime)));
            for (var one : running) one.get();
        }
        for (var span : Span.values())
            assertThat(health().read(subject, span, span.start(FakeClock.START), FakeClock.START))
                    .containsExactly(new Part(span.start(FakeClock.START), uptime));
    }

    @Test
    default void letsOneRunnerAtATime() {
        var now = FakeClock.START.plus(Duration.ofDays(400)); // beyond the rounds of other tests
        var lease = Duration.ofSeconds(60);
        assertThat(health().begin("a", now, lease)).isTrue();
        assertThat(health().begin("b", now.plusSeconds(59), lease)).isFalse();
        health().end("b", now.plusSeconds(59));
        assertThat(health().begin("b", now.plusSeconds(60), lease))
                .as("a is dead")
                .isTrue();
        health().end("a", now.plusSeconds(61));
        assertThat(health().begin("c", now.plusSeconds(61), lease)).isFalse();
        health().end("b", now.plusSeconds(62));
        var beat = health().heartbeat();
        assertThat(beat).isNotNull();
        if (beat == null) return;
        assertThat(beat.endedAt()).isEqualTo(now.plusSeconds(62));
        assertThat(beat.age(now.plusSeconds(72))).isEqualTo(Duration.ofSeconds(10));
        health().expect(now.plusSeconds(70), now.plusSeconds(80));
        assertThat(health().heartbeat())
                .isEqualTo(new HealthStore.Heartbeat(now.plusSeconds(70), now.plusSeconds(80), now.plusSeconds(62)));
    }

    @Test
    default void keepsWindowsUntilTheyAreTakenBack() {
        var window = new Maintenance(
                UUID.randomUUID().toString(),
                Set.of("shop", "mail"),
                FakeClock.START,
                Duration.ofMinutes(90),
                null,
                "they migrate",
                "otto");
        health().add(window);
        assertThat(health().maintenance()).contains(window);
        assertThat(health().remove(window.id())).isTrue();
        assertThat(health().remove(window.id())).isFalse();
        assertThat(health().remove("nobody")).isFalse();
        assertThat(health().maintenance()).doesNotContain(window);
    }

    @Test
    default void keepsTheLastDepthOfAQueue() {
        var name = UUID.randomUUID().toString();
        var first = new QueueDepth(name, 7, 3, 1, FakeClock.START, FakeClock.START);
        var second = new QueueDepth(name, 9, 0, 0, FakeClock.START.plusSeconds(60), FakeClock.START);
        health().keep(first);
        health().keep(second);
        assertThat(health().queues()).containsEntry(name, second);
    }

    private Standing find(String subject) {
        return health().standings().stream()
                .filter(standing -> standing.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static String subject() {
        return "service:" + UUID.randomUUID();
    }

    private static Uptime uptime(Random random) {
        var counts = new long[5];
        counts[random.nextInt(5)] = 1;
        var times = new long[Histogram.BUCKETS];
        for (int i = random.nextInt(3); i > 0; i--) times[random.nextInt(Histogram.BUCKETS)]++;
        return new Uptime(
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                counts[4],
                Histogram.of(times),
                Duration.ofNanos(random.nextInt(1_000_000)));
    }
}
