package dev.usher.redis;

import dev.usher.http.Json;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Tells the log when Redis is away, and when it is back: once each, however many ask meanwhile. */
final class Absence {
    private record Since(long nanos, LongAdder decisions) {}

    private final JsonLog log;
    private final AtomicReference<@Nullable Since> since = new AtomicReference<>();

    Absence(JsonLog log) {
        this.log = log;
    }

    /** @param why one word: {@code late}, {@code unconnected}, or what Redis declined with, such as {@code READONLY} */
    void decidedAlone(String why) {
        log.note("limit decided alone", Json.object());
        var known = since.get();
        if (known == null) {
            known = new Since(System.nanoTime(), new LongAdder());
            if (since.compareAndSet(null, known))
                log.warn("redis is away", Json.object().put("why", why));
        }
        known.decisions.increment();
    }

    void decidedByRedis() {
        if (since.get() == null) return;
        var over = since.getAndSet(null);
        if (over == null) return;
        log.info(
                "redis is back",
                Json.object()
                        .put(
                                "awayMs",
                                Duration.ofNanos(System.nanoTime() - over.nanos).toMillis())
                        .put("decidedAlone", over.decisions.sum()));
    }
}
