package dev.usher.reliability;

import static dev.usher.reliability.Tries.CRM;
import static dev.usher.reliability.Tries.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.reliability.Tries.Try;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CountersTest {
    private final InMemoryFigureStore store = new InMemoryFigureStore();
    private final ArrayDeque<Duration> waits = new ArrayDeque<>();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private Instant now = NOON;
    private final Counters counters = new Counters(
            store,
            JsonLog.off(),
            (wait, task) -> {
                waits.add(wait);
                tasks.add(task);
            },
            () -> now);

    @Test
    void writeAMinuteAndAnHourForEachSubject() {
        count(Tries.ok(CRM, NOON.plusSeconds(61), 20));
        count(Tries.ok(CRM, NOON.plusSeconds(119), 30));

        assertThat(counters.flush()).isTrue();

        var minute = Slot.of(Span.MINUTE, NOON.plusSeconds(60), CRM);
        var hour = Slot.of(Span.HOUR, NOON, CRM);
        assertThat(store.slots()).containsExactlyInAnyOrder(minute, hour);
        assertThat(store.at(minute).succeeded()).isEqualTo(2);
        assertThat(store.at(hour)).isEqualTo(store.at(minute));
    }

    @Test
    void costTwoWritesASecondHoweverManyAttempts() {
        for (int i = 0; i < 10_000; i++) {
            count(Tries.ok(CRM, now, 20));
            if (i % 100 == 99) counters.flushIfDue(now);
            now = now.plusMillis(1);
        }
        counters.flush();

        // 10 s of 1000 attempts a second: 11 flushes, of two slots each
        assertThat(store.writes()).isLessThanOrEqualTo(22);
        assertThat(store.sum(Span.HOUR).succeeded()).isEqualTo(10_000);
    }

    @Test
    void flushAtTheEndOfAnInvocationOnlyASecondAfterTheLastFlush() {
        count(Tries.ok(CRM, NOON, 20));
        counters.flushIfDue(now);
        waitForWrites(2);

        count(Tries.ok(CRM, NOON, 20));
        now = now.plusMillis(999);
        counters.flushIfDue(now);
        assertThat(store.writes()).isEqualTo(2);

        now = now.plusMillis(1);
        counters.flushIfDue(now);
        waitForWrites(4);

        now = now.plusSeconds(60);
        counters.flushIfDue(now);
        assertThat(store.writes()).as("nothing new, nothing written").isEqualTo(4);
    }

    @Test
    void flushInTheBackgroundOnceNoMoreIsCounted() {
        count(Tries.ok(CRM, NOON, 20));
        assertThat(waits).containsExactly(Counters.SETTLE);
        now = now.plusMillis(150);
        count(Tries.ok(CRM, NOON, 20));

        now = now.plusMillis(50);
        runNext();
        assertThat(store.writes()).as("the last count is 50 ms old").isZero();

        now = now.plusMillis(200);
        runNext();
        assertThat(store.sum(Span.MINUTE).succeeded()).isEqualTo(2);
        assertThat(tasks).isEmpty();
    }

    @Test
    void flushInTheBackgroundAfterASecondOfConstantCounting() {
        for (int i = 0; i < 20 && store.writes() == 0; i++) {
            count(Tries.ok(CRM, NOON, 20));
            now = now.plusMillis(100);
            if (i % 2 == 1) runNext();
        }

        assertThat(store.writes()).isEqualTo(2);
        assertThat(Duration.between(NOON, now)).isLessThanOrEqualTo(Counters.LONGEST.plus(Counters.SETTLE));
    }

    @Test
    void keepWhatTheStoreRefusedAndWriteItLater() {
        store.refuse("crm");
        count(Tries.ok(CRM, NOON, 20));
        now = now.plusMillis(200);
        runNext();
        count(Tries.failed(CRM, NOON, 503));
        counters.flushIfDue(now.plusSeconds(2));
        assertThat(store.writes()).isZero();

        store.refuse();
        now = now.plus(Counters.REST);
        runNext();

        assertThat(store.sum(Span.MINUTE).attempts()).isEqualTo(2);
        assertThat(store.sum(Span.HOUR).attempts()).isEqualTo(2);
        assertThat(counters.flush()).isTrue();
        assertThat(store.sum(Span.HOUR).attempts())
                .as("nothing is written twice")
                .isEqualTo(2);
    }

    @Test
    void writeTheRestWhenOneSlotIsRefused() {
        store.refuse("d0");
        var all = new ArrayList<Try>();
        var random = new Random(7);
        for (int i = 0; i < 500; i++) all.add(Tries.any(random));
        all.forEach(this::count);

        assertThat(counters.flush()).isFalse();
        assertThat(store.destinations()).containsExactly("d1", "d2");

        store.refuse();
        assertThat(counters.flush()).isTrue();
        assertThat(store.sum(Span.MINUTE).attempts()).isEqualTo(500);
        assertThat(store.sum(Span.HOUR)).isEqualTo(store.sum(Span.MINUTE));
    }

    @Test
    void holdABoundedNumberOfSlotsAndLoseNoAttempt() {
        for (int i = 0; i < Counters.MOST_SLOTS + 500; i++)
            count(Tries.ok(new Subject("crm", "stripe", "type-" + i), NOON, 20));

        counters.flush();

        assertThat(store.slots()).hasSizeLessThanOrEqualTo(2 * (Counters.MOST_SLOTS + 1));
        var other = Slot.of(Span.MINUTE, NOON, new Subject("crm", "stripe", Subject.OTHER));
        assertThat(store.at(other).succeeded()).isEqualTo(500);
    }

    @Test
    void countATypeThatIsTooLongForAKeyAmongTheOthers() {
        count(Tries.ok(new Subject("crm", "stripe", "x".repeat(5000)), NOON, 20));

        counters.flush();

        assertThat(store.at(Slot.of(Span.HOUR, NOON, new Subject("crm", "stripe", Subject.OTHER)))
                        .succeeded())
                .isEqualTo(1);
    }

    @Test
    void writeOutWhatIsLeftWhenClosed() {
        count(Tries.ok(CRM, NOON, 20));

        counters.close();

        assertThat(store.sum(Span.HOUR).succeeded()).isEqualTo(1);
    }

    @Test
    void loseNothingOfWhatEightThreadsCountWhileOthersFlush() throws Exception {
        var real = new Counters(store, JsonLog.off(), Counters.Later.onVirtualThreads(), () -> now);
        int each = 5_000;
        try (var threads = Executors.newFixedThreadPool(8)) {
            var running = new ArrayList<Future<?>>();
            for (int t = 0; t < 8; t++) {
                long seed = t;
                running.add(threads.submit(() -> {
                    var random = new Random(seed);
                    for (int i = 0; i < each; i++) {
                        var one = Tries.any(random);
                        real.count(one.after(), one.attempt());
                        if (i % 500 == 0) real.flush();
                    }
                }));
            }
            for (var one : running) waitFor(one);
        }
        real.close();

        assertThat(store.sum(Span.MINUTE).attempts()).isEqualTo(8L * each);
        assertThat(store.sum(Span.HOUR)).isEqualTo(store.sum(Span.MINUTE));
    }

    @Test
    void writeByThemselvesSoonAfterTheLastCount() throws Exception {
        var written = new CountDownLatch(2);
        var watched = new FigureStore() {
            @Override
            public void add(Slot slot, Figures more) {
                written.countDown();
            }

            @Override
            public List<Reading> read(Span span, String destination, Instant from, Instant until) {
                return List.of();
            }

            @Override
            public Set<String> destinations() {
                return Set.of();
            }
        };
        var real = new Counters(watched, JsonLog.off(), Counters.Later.onVirtualThreads(), InstantSource.system());

        var one = Tries.ok(CRM, NOON, 20);
        real.count(one.after(), one.attempt());

        assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void count(Try one) {
        counters.count(one.after(), one.attempt());
    }

    private void runNext() {
        waits.remove();
        tasks.remove().run();
    }

    /** An invocation goes on without its figures when writing them takes long. */
    private void waitForWrites(int writes) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (store.writes() < writes && System.nanoTime() < deadline) Thread.onSpinWait();
        assertThat(store.writes()).isEqualTo(writes);
    }

    private static void waitFor(Future<?> running) throws InterruptedException, ExecutionException {
        running.get();
    }
}
