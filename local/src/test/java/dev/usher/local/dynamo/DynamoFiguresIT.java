package dev.usher.local.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.dynamo.DynamoFigures;
import dev.usher.reliability.Counters;
import dev.usher.reliability.FigureStore;
import dev.usher.reliability.FigureStoreContract;
import dev.usher.reliability.Figures;
import dev.usher.reliability.Histogram;
import dev.usher.reliability.Slot;
import dev.usher.reliability.Span;
import dev.usher.reliability.Subject;
import dev.usher.reliability.Tries;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamoFiguresIT implements FigureStoreContract {
    private final LogTable log;

    DynamoFiguresIT() throws Exception {
        log = LogTable.start();
    }

    @AfterAll
    void stop() {
        log.close();
    }

    @Override
    public FigureStore store() {
        return new DynamoFigures(log.table());
    }

    @Test
    void takesAnUpdateThatTouchesEveryBucketAndFortyErrors() {
        var store = store();
        var slot = Slot.of(Span.MINUTE, Tries.NOON, new Subject("wide", "s".repeat(64), "t".repeat(200)));
        var times = new long[Histogram.BUCKETS];
        Arrays.fill(times, Long.MAX_VALUE / 1000);
        var errors = new HashMap<String, Long>();
        for (int status = 400; status < 440; status++) errors.put("http_" + status, Long.MAX_VALUE / 1000);
        errors.put(Subject.OTHER, 3L);
        var widest = new Figures(
                Long.MAX_VALUE / 1000,
                errors,
                new Figures.Deliveries(1, 2, 3),
                Duration.ofDays(10_000),
                Histogram.of(times),
                Long.MAX_VALUE / 1000);

        store.add(slot, widest);
        store.add(slot, widest);

        assertThat(store.read(Span.MINUTE, "wide", Tries.NOON, Tries.NOON))
                .containsExactly(new FigureStore.Reading(slot, widest.plus(widest)));
    }

    @Test
    void readsPastTheFirstPageOfAQuery() {
        var store = store();
        var figures = Tries.figures(new Random(1), 300);
        for (int i = 0; i < 1_500; i++)
            store.add(Slot.of(Span.MINUTE, Tries.NOON, new Subject("busy", "stripe", "t".repeat(150) + i)), figures);

        var readings = store.read(Span.MINUTE, "busy", Tries.NOON, Tries.NOON);

        assertThat(readings).hasSize(1_500).allMatch(reading -> reading.figures()
                .equals(figures));
    }

    @Test
    void whatIsCountedIsFoundAgain() {
        var store = store();
        var destination = "d-" + UUID.randomUUID();
        var subject = new Subject(destination, "stripe", "paid");
        try (var counters = new Counters(store, JsonLog.off(), Counters.Later.onVirtualThreads(), () -> Tries.NOON)) {
            for (int i = 0; i < 100; i++) {
                var one = Tries.ok(subject, Tries.NOON, 20 + i);
                counters.count(one.after(), one.attempt());
            }
        }

        var hour = store.read(Span.HOUR, destination, Tries.NOON, Tries.NOON);

        assertThat(hour)
                .singleElement()
                .extracting(reading -> reading.figures().succeeded())
                .isEqualTo(100L);
        assertThat(store.destinations()).contains(destination);
    }
}
