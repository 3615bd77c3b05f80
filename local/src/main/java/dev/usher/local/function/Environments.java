package dev.usher.local.function;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The execution environments of one function: made on demand up to a cap, each lent to one invocation at a time, the one used last
 * lent first. A caller that finds none free starts the making of one and takes whichever is free first, as on Lambda.
 */
final class Environments {
    private final Callable<RequestStreamHandler> maker;
    private final int cap;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final Deque<RequestStreamHandler> free = new ArrayDeque<>();
    private final Deque<Throwable> failures = new ArrayDeque<>();
    private int live; // lent, free or in the making
    private int making;
    private int waiting;
    private boolean closed;

    Environments(Callable<RequestStreamHandler> maker, int cap) {
        this.maker = maker;
        this.cap = cap;
    }

    /**
     * An environment that is the caller's until {@link #giveBack} or {@link #discard}; null when the wait was in vain.
     *
     * @throws ExecutionException when one was made for this caller and its constructor threw
     */
    @Nullable
    RequestStreamHandler lend(Duration wait) throws InterruptedException, ExecutionException {
        long left = wait.toNanos();
        lock.lockInterruptibly();
        try {
            waiting++;
            while (true) {
                var environment = free.pollFirst();
                if (environment != null) return environment;
                var failure = failures.pollFirst();
                if (failure != null) throw new ExecutionException(failure);
                if (closed || left <= 0) return null;
                if (making < waiting && live < cap) make();
                left = changed.awaitNanos(left);
            }
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    void giveBack(RequestStreamHandler environment) {
        lock.lock();
        try {
            free.addFirst(environment);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets an environment that ran into its deadline: what its thread still does is unknown. */
    void discard() {
        lock.lock();
        try {
            live--;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    int live() {
        lock.lock();
        try {
            return live;
        } finally {
            lock.unlock();
        }
    }

    /** Initialisation runs outside the lock: it takes a second, and others come and go meanwhile. */
    private void make() {
        live++;
        making++;
        Thread.ofVirtual().name("environment-init").start(() -> {
            RequestStreamHandler made = null;
            Throwable failure = null;
            try {
                made = maker.call();
            } catch (Exception | LinkageError e) {
                failure = e.getCause() == null ? e : e.getCause();
            }
            settle(made, failure);
        });
    }

    private void settle(@Nullable RequestStreamHandler made, @Nullable Throwable failure) {
        lock.lock();
        try {
            making--;
            if (made != null) free.addFirst(made);
            if (failure != null) {
                live--;
                if (waiting > failures.size()) failures.addLast(failure);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Closes every environment that is closeable, now if free, else never: the host is going away. */
    void stop() throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            long left = TimeUnit.SECONDS.toNanos(2);
            while (free.size() < live && left > 0) left = changed.awaitNanos(left);
            for (var environment : free) {
                if (environment instanceof AutoCloseable closeable) close(closeable);
            }
            free.clear();
        } finally {
            lock.unlock();
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            System.err.println("closing " + closeable.getClass().getName() + ": " + e);
        }
    }
}
