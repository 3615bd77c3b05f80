package dev.usher.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs independent work side by side on virtual threads and waits for all of it. */
public final class Parallel {
    private Parallel() {}

    /** Does all, whatever some of them throw; then throws the first failure, the others suppressed in it. */
    public static <T> void each(List<T> items, Consumer<T> work) {
        if (items.size() == 1) {
            work.accept(items.getFirst());
            return;
        }
        RuntimeException failure = null;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (var item : items) running.add(threads.submit(() -> work.accept(item)));
            for (var one : running) failure = wait(one, failure);
        }
        if (failure != null) throw failure;
    }

    private static @Nullable RuntimeException wait(Future<?> running, @Nullable RuntimeException earlier) {
        try {
            running.get();
            return earlier;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RuntimeException failure)) throw new IllegalStateException(e.getCause());
            if (earlier == null) return failure;
            earlier.addSuppressed(failure);
            return earlier;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
