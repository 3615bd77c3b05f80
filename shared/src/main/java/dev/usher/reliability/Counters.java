package dev.usher.reliability;

import dev.usher.delivery.Parallel;
import dev.usher.delivery.Tally;
import dev.usher.http.Json;
import dev.usher.message.Attempt;
import dev.usher.message.Delivery;
import dev.usher.message.StoreUnavailable;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Counts attempts in memory and adds what it counted to the store about once a second: two writes, a minute's and an
 * hour's, for each destination, source and type that had attempts, however many those were.
 *
 * <p>Two things write: a thread of its own {@link #SETTLE} after the last count, and the end of an invocation, by
 * {@link #flushIfDue}, because Lambda freezes the process between invocations and that thread with it. What could not be
 * written is kept and tried again; nothing here ever fails a delivery, or holds one up for longer than {@link #PATIENCE}.
 */
public final class Counters implements Tally, AutoCloseable {
    /** Counts are written when no other followed for this long. */
    static final Duration SETTLE = Duration.ofMillis(200);

    /** Counts are written after this long, even when others keep following. */
    static final Duration LONGEST = Duration.ofSeconds(1);

    /** How long an invocation waits for its figures to be written. */
    static final Duration PATIENCE = Duration.ofMillis(500);

    /** How long the store is left alone after it failed. */
    static final Duration REST = Duration.ofSeconds(5);

    /** Slots held in memory, about 1 KB each; attempts that would need more are counted under {@link Subject#OTHER}. */
    static final int MOST_SLOTS = 10_000;

    /** The longest type counted on its own, in characters: a DynamoDB sort key takes 1024 bytes. */
    static final int LONGEST_TYPE = 200;

    /** A receiver may answer any status; words beyond this many are written together, so that an update stays within 4 KB. */
    static final int MOST_ERRORS = 40;

    /** Source and type of what is no delivery. */
    private static final String CALLS = "gateway";

    /** Writes under way at once. */
    private static final int ABREAST = 16;

    /** Runs a task in the background after a while. */
    @FunctionalInterface
    public interface Later {
        void run(Duration wait, Runnable task);

        /** On a virtual thread, started when the time has come. */
        static Later onVirtualThreads() {
            return (wait, task) -> CompletableFuture.delayedExecutor(
                            wait.toMillis(), TimeUnit.MILLISECONDS, due -> Thread.startVirtualThread(due))
                    .execute(task);
        }
    }

    private final FigureStore store;
    private final JsonLog log;
    private final Later later;
    private final InstantSource clock;
    private final Duration every;

    private final Object counting = new Object();
    private Map<Slot, Count> counts = new HashMap<>(); // guarded by counting
    private long firstCountMs; // guarded by counting
    private long lastCountMs; // guarded by counting
    private long lost; // guarded by counting

    private final ReentrantLock flushing = new ReentrantLock();
    private final Map<Slot, Figures> unwritten = new LinkedHashMap<>(); // guarded by flushing
    private volatile int backlog;
    private volatile boolean closed;
    private volatile long flushedMs;
    private volatile long restUntilMs;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Invocations write once a second at most. */
    public Counters(FigureStore store, JsonLog log, Later later, InstantSource clock) {
        this(store, log, later, clock, LONGEST);
    }

    /** @param every an invocation ends with a write when the last one is this long ago */
    public Counters(FigureStore store, JsonLog log, Later later, InstantSource clock, Duration every) {
        this.every = every;
        this.store = store;
        this.log = log;
        this.later = later;
        this.clock = clock;
    }

    @Override
    public void count(Delivery after, Attempt attempt) {
        var type = after.about().type();
        var subject = new Subject(
                after.id().destination(), after.about().source(), type.length() <= LONGEST_TYPE ? type : Subject.OTHER);
        count(subject, attempt.at(), count -> count.add(after, attempt));
    }

    /**
     * Counts an attempt that is no delivery's: a call to a third party.
     *
     * @param service takes the place of the destination
     */
    public void count(String service, Attempt attempt) {
        count(new Subject(service, CALLS, CALLS), attempt.at(), count -> count.add(attempt));
    }

    private void count(Subject subject, Instant at, Consumer<Count> add) {
        var slot = Slot.of(Span.MINUTE, at, subject);
        long now = clock.millis();
        synchronized (counting) {
            if (counts.isEmpty()) firstCountMs = now;
            lastCountMs = now;
            add(slot, add);
        }
        schedule(SETTLE);
    }

    /** The caller holds {@code counting}. Twice {@link #MOST_SLOTS} is the end: that many destinations need an outage of hours. */
    private void add(Slot slot, Consumer<Count> add) {
        int held = counts.size() + backlog;
        var subject = slot.subject();
        var place = held < MOST_SLOTS || counts.containsKey(slot)
                ? slot
                : Slot.of(
                        slot.span(), slot.start(), new Subject(subject.destination(), subject.source(), Subject.OTHER));
        if (held >= 2 * MOST_SLOTS && !counts.containsKey(place)) lost++;
        else add.accept(counts.computeIfAbsent(place, absent -> new Count()));
    }

    /**
     * Writes what was counted when the last write is long enough ago, a second unless said otherwise; called at the end of an invocation. Returns
     * after {@link #PATIENCE} at the latest, with the writing still under way.
     */
    public void flushIfDue(Instant now) {
        long nowMs = now.toEpochMilli();
        if (nowMs - flushedMs < every.toMillis() || nowMs < restUntilMs || isEmpty()) return;
        flushedMs = nowMs; // so that of several invocations that end together one writes
        try {
            Thread.startVirtualThread(this::flush).join(PATIENCE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what was counted, now. False when the store took not all of it; the rest is kept. */
    public boolean flush() {
        flushing.lock();
        try {
            take();
            boolean all = write();
            flushedMs = clock.millis();
            restUntilMs = all ? 0 : flushedMs + REST.toMillis();
            if (!all) log.warn("figures are kept back", Json.object().put("slots", backlog));
            return all;
        } finally {
            flushing.unlock();
        }
    }

    /** Writes what is left; what the store does not take now is gone. */
    @Override
    public void close() {
        closed = true;
        flush();
    }

    private boolean isEmpty() {
        synchronized (counting) {
            return counts.isEmpty() && backlog == 0;
        }
    }

    private void schedule(Duration wait) {
        if (!closed && scheduled.compareAndSet(false, true)) later.run(wait, this::settle);
    }

    /** The background's turn: waits on while counts keep coming, or the store rests. */
    private void settle() {
        scheduled.set(false);
        if (isEmpty()) return;
        long now = clock.millis();
        if (now < restUntilMs) {
            schedule(Duration.ofMillis(restUntilMs - now));
            return;
        }
        synchronized (counting) {
            boolean busy = now - lastCountMs < SETTLE.toMillis() && now - firstCountMs < LONGEST.toMillis();
            if (busy && !counts.isEmpty()) {
                schedule(SETTLE);
                return;
            }
        }
        if (!flush()) schedule(REST);
    }

    /** Moves what was counted to what is to be written, under its minute and its hour. The caller holds {@code flushing}. */
    private void take() {
        Map<Slot, Count> taken;
        long uncounted;
        synchronized (counting) {
            taken = counts;
            counts = new HashMap<>();
            uncounted = lost;
            lost = 0;
            backlog = unwritten.size() + 2 * taken.size();
        }
        taken.forEach((slot, count) -> {
            var figures = count.figures().withErrors(MOST_ERRORS);
            unwritten.merge(slot, figures, Counters::together);
            unwritten.merge(slot.hour(), figures, Counters::together);
        });
        if (uncounted > 0)
            log.warn("attempts left out of the figures", Json.object().put("attempts", uncounted));
    }

    private static Figures together(Figures a, Figures b) {
        return a.plus(b).withErrors(MOST_ERRORS);
    }

    /** True when all is written. Gives up when none of several writes got through. The caller holds {@code flushing}. */
    private boolean write() {
        var all = List.copyOf(unwritten.entrySet());
        for (int from = 0; from < all.size(); from += ABREAST) {
            var written = new ConcurrentLinkedQueue<Slot>();
            Parallel.each(all.subList(from, Math.min(from + ABREAST, all.size())), entry -> {
                if (add(entry.getKey(), entry.getValue())) written.add(entry.getKey());
            });
            written.forEach(unwritten::remove);
            if (written.isEmpty()) break;
        }
        backlog = unwritten.size();
        return unwritten.isEmpty();
    }

    private boolean add(Slot slot, Figures figures) {
        try {
            store.add(slot, figures);
            return true;
        } catch (StoreUnavailable outage) {
            return false;
        }
    }
}
