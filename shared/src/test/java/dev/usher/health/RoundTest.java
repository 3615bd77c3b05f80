package dev.usher.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Maintenance;
import dev.usher.config.UsherConfig;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.incident.Symptom;
import dev.usher.message.Outcome.Failure;
import dev.usher.outbound.ThirdParty;
import dev.usher.outbound.ThirdParty.Reply;
import dev.usher.reliability.Span;
import dev.usher.testing.FakeClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RoundTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String PING = "ping: { path: /ping }";

    private final FakeClock clock = new FakeClock();
    private final HealthWorld world = new HealthWorld(clock);
    private final AtomicInteger calls = new AtomicInteger();
    private int status = 200;
    private final ThirdParty network = (method, url, headers, body, timeout) -> {
        if (url.getPath().endsWith("status.json"))
            return new Reply.Answered(
                    200,
                    Headers.of(Map.of()),
                    Body.utf8("{\"status\":{\"indicator\":\"major\",\"description\":\"x\"}}"));
        calls.incrementAndGet();
        return status == 0
                ? new Reply.Failed(Failure.TIMEOUT)
                : new Reply.Answered(status, Headers.of(Map.of()), Body.utf8("{}"));
    };

    private UsherConfig config(String probes) {
        return HealthWorld.shop("https://shop.example.com", probes);
    }

    private Round round(UsherConfig config) {
        return world.round(config, network, world.breakers());
    }

    /** So many minutes, a round in each. */
    private void minutes(Round round, int number) {
        for (int i = 0; i < number; i++) {
            assertThat(world.run(round).busy()).isFalse();
            clock.advance(MINUTE);
        }
    }

    private Condition shop() {
        return world.standing("service:shop").condition();
    }

    private List<String> told() {
        return world.told.stream()
                .map(symptom -> symptom.kind() + (symptom.present() ? "" : " over"))
                .toList();
    }

    @Test
    void tellsOnceWhatChanged() {
        var round = round(config(PING));
        minutes(round, 2);
        assertThat(shop()).isEqualTo(Condition.HEALTHY);
        status = 503;
        minutes(round, 2);
        assertThat(world.told).isEmpty();
        minutes(round, 3);
        assertThat(shop()).isEqualTo(Condition.DOWN);
        assertThat(world.told).hasSize(1);
        var down = world.told.getFirst();
        assertThat(down)
                .isEqualTo(new Symptom(
                        "service:shop",
                        "down",
                        true,
                        "1 of 1 observers see it down: probes (http_503)",
                        FakeClock.START.plus(Duration.ofMinutes(4))));
        status = 200;
        minutes(round, 6);
        assertThat(told()).containsExactly("down", "down over");
    }

    @Test
    void tellsAgainWhatCouldNotBeTold() {
        var round = round(config(PING));
        status = 401;
        world.deaf = true;
        minutes(round, 4);
        assertThat(shop()).isEqualTo(Condition.DOWN);
        assertThat(world.standing("service:shop").told()).isEmpty();
        world.deaf = false;
        minutes(round, 2);
        assertThat(told()).containsExactly("down");
    }

    /** Whoever told and died before it was noted leaves the one before as it was. */
    @Test
    void whatWasToldAndNotNotedIsMadeGood() {
        var round = round(config(PING));
        minutes(round, 1);
        status = 404;
        minutes(round, 2);
        world.store.full(true);
        minutes(round, 1);
        assertThat(told()).containsExactly("down");
        world.store.full(false);
        status = 200;
        minutes(round, 1);
        assertThat(told()).as("it was never known to be down").containsExactly("down", "down over");

        status = 404;
        minutes(round, 3);
        status = 200;
        minutes(round, 1);
        world.store.full(true);
        minutes(round, 1);
        assertThat(told()).containsExactly("down", "down over", "down", "down over");
        world.store.full(false);
        status = 404;
        minutes(round, 1);
        assertThat(told())
                .as("it was never known to be well")
                .containsExactly("down", "down over", "down", "down over", "down");
    }

    @Test
    void aStoreThatIsOutCostsARoundAndNothingMore() {
        var round = round(config(PING));
        minutes(round, 1);
        world.store.out(true);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> world.run(round)))
                .isInstanceOf(dev.usher.message.StoreUnavailable.class);
        world.store.out(false);
        clock.advance(MINUTE);
        minutes(round, 1);
        assertThat(shop()).isEqualTo(Condition.HEALTHY);
    }

    @Test
    void countsMinutesByHowItWas() {
        var round = round(config(PING));
        minutes(round, 5);
        status = 404;
        minutes(round, 5); // two of them are taken for luck
        world.store.add(new Maintenance("m", Set.of("shop"), clock.instant(), Duration.ofMinutes(3), null, "", "otto"));
        minutes(round, 3);
        status = 200;
        minutes(round, 4); // one good one is not enough
        var day = world.store
                .read("service:shop", Span.DAY, Span.DAY.start(FakeClock.START), clock.instant())
                .getFirst()
                .uptime();
        assertThat(List.of(day.healthy(), day.down(), day.maintenance(), day.unknown()))
                .containsExactly(5L + 2 + 3, 3L + 1, 3L, 0L);
        assertThat(day.share()).isEqualTo(10 / 14.0);
        assertThat(day.times().total()).as("bad ones have no time").isEqualTo(9);
    }

    @Test
    void maintenanceIsMutedAndEndsWhatWasTold() {
        var round = round(config(PING));
        status = 404;
        minutes(round, 3);
        assertThat(told()).containsExactly("down");
        world.store.add(new Maintenance("m", Set.of(), clock.instant(), Duration.ofMinutes(2), null, "", "otto"));
        minutes(round, 2);
        assertThat(told()).containsExactly("down", "down over");
        minutes(round, 1);
        assertThat(told()).containsExactly("down", "down over", "down");
    }

    @Test
    void whoIsConfiguredNoMoreIsNotWrongForEver() {
        status = 404;
        minutes(round(config(PING)), 4);
        minutes(round(HealthWorld.config("")), 2);
        assertThat(told()).containsExactly("down", "down over");
        assertThat(world.standing("service:shop").told()).isEmpty();
    }

    @Test
    void twoRoundsAtOnceAreOne() throws Exception {
        var config = config(PING);
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        ThirdParty held = (method, url, headers, body, timeout) -> {
            entered.countDown();
            try {
                go.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            return network.call(method, url, headers, body, timeout);
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> world.run(world.round(config, held, world.breakers())));
            entered.await();
            assertThat(world.run(round(config)).busy()).isTrue();
            go.countDown();
            assertThat(first.get().busy()).isFalse();
        }
        assertThat(calls.get()).isOne();
        assertThat(world.run(round(config)).busy()).as("the same minute again").isFalse();
        assertThat(calls.get()).as("and not due").isOne();
        var hours = world.store.read("service:shop", Span.HOUR, Span.HOUR.start(clock.instant()), clock.instant());
        assertThat(hours.getFirst().uptime().healthy()).isOne();
    }

    @Test
    void whoHangsDelaysNobody() throws Exception {
        var real = new HealthWorld(InstantSource.system());
        var config = HealthWorld.config("""
                services:
                  shop: { url: "https://shop.example.com", probes: { a: { path: /hang, timeout: 30s } } }
                  mail: { url: "https://mail.example.com", probes: { a: { path: /ping } } }
                """);
        var end = new CountDownLatch(1);
        ThirdParty network = (method, url, headers, body, timeout) -> {
            if (url.getPath().equals("/hang")) {
                try {
                    end.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }
            return new Reply.Answered(200, Headers.of(Map.of()), Body.EMPTY);
        };
        var report = real.round(config, network, real.breakers())
                .run(real.clock.instant().plus(Round.END).plusMillis(300));
        end.countDown();
        assertThat(report.probes()).isEqualTo(2);
        assertThat(real.standing("service:mail").condition()).isEqualTo(Condition.HEALTHY);
        var hung = real.standing("service:shop").trial("a").last();
        assertThat(hung == null ? "" : hung.why()).isEqualTo("timeout");
    }

    @Test
    void asksTheStatusPageOfWhoIsNotWellAndHearsOtherRegions() {
        var config = HealthWorld.config("""
                services:
                  shop:
                    url: "https://shop.example.com"
                    statusPage: "https://status.example.com"
                    probes: { ping: { path: /ping } }
                """);
        world.observers = new Observers() {
            @Override
            public void tell(Report report) {}

            @Override
            public List<Report> all() {
                return List.of(
                        new Report("here", Map.of("shop", Condition.DOWN)),
                        new Report("elsewhere", Map.of("shop", Condition.HEALTHY)));
            }
        };
        status = 0;
        var round = round(config);
        minutes(round, 4);
        var standing = world.standing("service:shop");
        assertThat(standing.judgement())
                .isEqualTo(new Judgement(
                        Condition.DEGRADED,
                        "1 of 2 observers see it down: probes (timeout)",
                        dev.usher.breaker.Verdict.Side.THEM));
        assertThat(standing.page().indicator()).isEqualTo("major");
    }

    @Test
    void aPartOfUsherIsJudgedLikeAService() {
        var waiting = new AtomicInteger(5000);
        world.own.add(new QueuePart(
                "high", true, (queue, at) -> new QueueDepth(queue, waiting.get(), 2, 1, at, at), world.store));
        var round = round(config(PING));
        minutes(round, 3);
        assertThat(world.standing("usher:queue/high").condition()).isEqualTo(Condition.DEGRADED);
        assertThat(told()).containsExactly("backlog");
        assertThat(world.store.queues().get("high"))
                .isEqualTo(new QueueDepth("high", 5000, 2, 1, clock.instant().minus(MINUTE), FakeClock.START));
        waiting.set(0);
        minutes(round, 2);
        assertThat(told()).containsExactly("backlog", "backlog over");
    }

    @Test
    void somebodyElseNoticesThatNobodyLooks() {
        var silence = new Silence(world.store, world.told::add);
        watched(silence, 6, false);
        watched(silence, 3, true);
        assertThat(world.told.getLast().detail()).isEqualTo("nobody was probed for 8 minutes");
        minutes(round(config(PING)), 1);
        watched(silence, 5, false);
        watched(silence, 2, true);
    }

    /** So many minutes in which the sweeper finds this, and says it each time. */
    private void watched(Silence silence, int number, boolean silent) {
        for (int i = 0; i < number; i++) {
            assertThat(silence.check(clock.instant())).as("minute " + i).isEqualTo(silent);
            assertThat(world.told.getLast().present()).isEqualTo(silent);
            clock.advance(MINUTE);
        }
    }

    @Test
    void nobodyIsMissedWhoWasNotExpected() {
        var silence = new Silence(world.store, world.told::add);
        minutes(round(config(PING)), 1);
        watched(silence, 2, false);
        clock.advance(Duration.ofDays(7)); // everything stood still, or nobody was to probe
        watched(silence, 6, false);
        watched(silence, 1, true);
        silence.unwatched(clock.instant());
        assertThat(world.told.getLast().present()).isFalse();
    }
}
