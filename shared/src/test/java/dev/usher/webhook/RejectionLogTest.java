package dev.usher.webhook;

import static dev.usher.webhook.Refusals.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Secret;
import dev.usher.config.Source;
import dev.usher.http.Body;
import dev.usher.http.Request;
import dev.usher.signature.Verdict;
import dev.usher.telemetry.JsonLog;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RejectionLogTest {
    private static final Verdict MISMATCH = new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH);
    private static final List<Secret> SECRETS = List.of(Secret.of("whsec_own"));

    private final InMemoryRejectionStore store = new InMemoryRejectionStore();
    private Instant now = NOON;

    @Test
    void keepsWhatHelpsAndNothingThatCouldBeUsed() {
        var log = log(
                Runnable::run, (source, request, secrets, at) -> "the other secret of " + source.name() + " verifies");

        log.note(
                Refusals.source("stripe"),
                Refusals.request(
                        Map.of(
                                "Stripe-Signature", "t=1,v1=5157",
                                "Authorization", "Bearer abc",
                                "User-Agent", "Stripe/1.0"),
                        Body.utf8("{\"name\":\"Anna\"}")),
                MISMATCH,
                SECRETS);

        var kept = store.all().getFirst();
        assertThat(kept)
                .isEqualTo(new Rejection(
                        kept.id(),
                        "stripe",
                        NOON,
                        "signature-mismatch",
                        "192.0.2.7",
                        15,
                        "981cfd4a0a1eaedf4f0adba0b41a164af3cc500b6de585d82ba46827deddbdf1",
                        List.of("authorization", "stripe-signature", "user-agent"),
                        "Stripe/1.0",
                        "the other secret of stripe verifies",
                        0));
        assertThat(kept.toString()).doesNotContain("5157", "Bearer", "abc", "Anna", "whsec_own");
    }

    @Test
    void namesEveryReasonByItsCode() {
        assertThat(RejectionLog.reason(new Verdict.Unsigned("stripe-signature")))
                .isEqualTo("signature-missing");
        for (var reason : Verdict.Reason.values())
            assertThat(RejectionLog.reason(new Verdict.Forged(reason))).matches("[a-z]+(-[a-z]+)+");
    }

    @Test
    void aFloodStaysWithinTheCapsAndIsCounted() {
        var log = log(Runnable::run, Diagnose.NOTHING);
        var random = new Random(1);
        var times = new ArrayList<Long>();
        for (int i = 0; i < 100_000; i++) {
            note(log, "source-" + random.nextInt(30));
            now = now.plusMillis(random.nextInt(5)); // about 200 s in all
        }

        store.all().forEach(one -> times.add(one.at().toEpochMilli()));
        for (int i = RejectionLog.OVER_ALL; i < times.size(); i++)
            assertThat(times.get(i) - times.get(i - RejectionLog.OVER_ALL)).isGreaterThanOrEqualTo(60_000);
        for (int s = 0; s < 30; s++) {
            var name = "source-" + s;
            var own = store.all().stream()
                    .filter(one -> one.source().equals(name))
                    .toList();
            for (int i = RejectionLog.PER_SOURCE; i < own.size(); i++)
                assertThat(own.get(i).at())
                        .isAfterOrEqualTo(
                                own.get(i - RejectionLog.PER_SOURCE).at().plusSeconds(60));
        }
        assertThat(store.all()).hasSizeBetween(300, 500);
        assertThat(log.dropped()).isZero();

        now = now.plusSeconds(120);
        for (int s = 0; s < 30; s++) note(log, "source-" + s);
        long unnoted = store.all().stream().mapToLong(Rejection::unnoted).sum();
        assertThat(unnoted + store.all().size()).as("noted or counted").isEqualTo(100_030);
    }

    @Test
    void aFloodFromManyThreadsStaysWithinTheCaps() throws Exception {
        var log = log(Thread::startVirtualThread, Diagnose.NOTHING);
        try (var threads = Executors.newFixedThreadPool(8)) {
            var running = new ArrayList<Future<?>>();
            for (int t = 0; t < 8; t++)
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 12_500; i++) note(log, "source-" + i % 20);
                }));
            for (var one : running) one.get();
        }
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (store.all().size() + log.dropped() < RejectionLog.OVER_ALL && System.nanoTime() < deadline)
            Thread.onSpinWait();

        assertThat(store.all()).hasSizeLessThanOrEqualTo(RejectionLog.OVER_ALL).isNotEmpty();
    }

    @Test
    void dropsAndCountsWhatTheBackgroundCantTake() {
        var tasks = new ArrayDeque<Runnable>();
        var log = log(tasks::add, Diagnose.NOTHING);
        for (int minute = 0; minute < 2; minute++) {
            for (int i = 0; i < RejectionLog.OVER_ALL; i++) note(log, "source-" + i % 20);
            now = now.plusSeconds(60);
        }

        assertThat(tasks).as("one worker").hasSize(1);
        assertThat(log.dropped()).isEqualTo(RejectionLog.OVER_ALL);
        tasks.remove().run();
        assertThat(store.all()).hasSize(RejectionLog.MOST_WAITING);

        note(log, "source-0");
        tasks.remove().run();
        assertThat(store.all()).as("it takes notes again").hasSize(RejectionLog.MOST_WAITING + 1);
    }

    @Test
    void holdsNoMoreThanAFewLargeBodies() {
        var tasks = new ArrayDeque<Runnable>();
        var log = log(tasks::add, Diagnose.NOTHING);
        var large = Refusals.request(Map.of(), Body.of(new byte[1 << 20]));
        for (int i = 0; i < 50; i++) log.note(Refusals.source("source-" + i), large, MISMATCH, SECRETS);

        tasks.remove().run();

        assertThat(store.all()).hasSize((int) (RejectionLog.MOST_WAITING_BYTES >> 20));
        assertThat(log.dropped()).isEqualTo(50 - store.all().size());
    }

    @Test
    void aStoreThatRefusesAndADiagnosisThatFailsHurtNobody() {
        var log = log(Runnable::run, RejectionLogTest::fail);
        store.refuse(true);
        note(log, "stripe");
        store.refuse(false);
        note(log, "stripe");

        assertThat(log.dropped()).isEqualTo(1);
        assertThat(store.all()).extracting(Rejection::diagnosis).containsExactly("");
    }

    @Test
    void cutsWhatIsTooLong() {
        var headers = new HashMap<String, String>();
        for (int i = 0; i < 300; i++) headers.put("x-" + i + "y".repeat(200), "v");
        headers.put("user-agent", "u".repeat(9000));
        var log = log(Runnable::run, Diagnose.NOTHING);

        log.note(Refusals.source("stripe"), Refusals.request(headers, Body.EMPTY), MISMATCH, SECRETS);

        var kept = store.all().getFirst();
        assertThat(kept.userAgent()).hasSize(Rejection.LONGEST_TEXT);
        assertThat(kept.headerNames()).hasSize(Rejection.MOST_HEADERS);
        assertThat(kept.headerNames()).allMatch(name -> name.length() <= Rejection.LONGEST_HEADER);
    }

    private static String fail(Source source, Request request, List<Secret> secrets, Instant receivedAt) {
        throw new IllegalArgumentException("a fault in the diagnosis");
    }

    private static void note(RejectionLog log, String source) {
        log.note(Refusals.source(source), Refusals.request(Map.of(), Body.utf8("{}")), MISMATCH, SECRETS);
    }

    private RejectionLog log(Executor background, Diagnose diagnose) {
        return new RejectionLog(store, diagnose, JsonLog.off(), background, () -> now);
    }
}
