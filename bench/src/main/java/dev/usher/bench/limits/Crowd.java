package dev.usher.bench.limits;

import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Several threads that do a number of things between them. */
final class Crowd {
    private Crowd() {}

    /** One of the things. */
    @FunctionalInterface
    interface Act {
        void on(int index) throws InterruptedException;
    }

    /** Does it for 0 to {@code count} - 1; an exception of one ends that thread and comes out here. */
    static void each(int threads, int count, Act act) throws InterruptedException {
        var next = new AtomicInteger();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < threads; i++)
                running.add(pool.submit(() -> {
                    for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement())
                        act.on(index);
                    return null;
                }));
            for (var one : running) one.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
