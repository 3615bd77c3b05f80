package dev.usher.limit;

import dev.usher.config.LimitPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an environment admitted by itself while the store was away, until the store has counted it. Thread-safe, and bounded by
 * the scopes it remembers.
 *
 * <p>The store is told in batches. A batch keeps its id and its content until the store has confirmed it, so telling it twice
 * counts once; what is admitted meanwhile goes to the next. There is one batch a policy at most.
 */
public final class Arrears {
    /** Scopes remembered; the one that came first is forgotten first, and its units are never counted. */
    public static final int MOST_SCOPES = 10_000;

    /** Scopes told of at once: a store that runs one script at a time is not held up by it. */
    public static final int BATCH = 50;

    /** How long the store must remember a batch, to know it again. */
    public static final Duration REMEMBERED = Duration.ofHours(1);

    /** A batch that was not confirmed for so long is given up: the store may have counted and forgotten it. */
    public static final Duration TRIED_FOR = REMEMBERED.dividedBy(2);

    private static final Duration PAUSE = Duration.ofMillis(250);

    /**
     * What one scope owes.
     *
     * @param units all that was admitted, whatever has left its window since
     * @param usage the same by window, as it stands at its last unit
     */
    public record Debt(Scope scope, long units, Usage usage) {}

    /** @param id unique */
    public record Batch(String id, LimitPolicy policy, List<Debt> debts, long madeMs) {
        public Batch {
            debts = List.copyOf(debts);
        }
    }

    private record Owed(LimitPolicy policy, Debt debt) {}

    private record Unconfirmed(Batch batch, long againMs) {}

    private final Map<String, Owed> debts = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Owed> eldest) {
            return size() > MOST_SCOPES;
        }
    };
    private final Map<String, Unconfirmed> unconfirmed = new HashMap<>();
    private boolean telling;
    private volatile boolean any;

    /** Whether nothing is owed. Cheap. */
    public boolean isEmpty() {
        return !any;
    }

    /** Remembers what the store has not counted. */
    public synchronized void owe(Charge charge) {
        for (var scope : charge.scopes())
            debts.merge(
                    scope.key(charge.policy()),
                    new Owed(charge.policy(), debt(scope, 0, Usage.NONE, charge)),
                    (old, ignored) -> new Owed(charge.policy(), debt(scope, old.debt.units, old.debt.usage, charge)));
        any = !debts.isEmpty() || any;
    }

    private static Debt debt(Scope scope, long units, Usage before, Charge charge) {
        long at = Math.max(before.atMs(), charge.at().toEpochMilli());
        return new Debt(scope, units + charge.units(), before.at(at, scope).charge(charge.units(), Pool.ALONE, scope));
    }

    /** What was given back before the store heard of it. What it has heard of stays counted. */
    public synchronized void forgive(Charge charge) {
        for (var scope : charge.scopes())
            debts.computeIfPresent(scope.key(charge.policy()), (key, entry) -> {
                var debt = entry.debt;
                var usage = debt.usage.refund(charge.units(), charge.at().toEpochMilli());
                return new Owed(entry.policy, new Debt(debt.scope, Math.max(0, debt.units - charge.units()), usage));
            });
    }

    /** What to tell the store now; null when there is nothing, or a batch is under way. */
    public synchronized @Nullable Batch next(long nowMs) {
        if (telling) return null;
        unconfirmed.values().removeIf(one -> nowMs - one.batch.madeMs > TRIED_FOR.toMillis());
        var due = unconfirmed.values().stream()
                .filter(one -> one.againMs <= nowMs)
                .findFirst();
        var batch = due.isPresent() ? due.get().batch : fresh(nowMs);
        any = batch != null || !debts.isEmpty() || !unconfirmed.isEmpty();
        telling = batch != null;
        return batch;
    }

    private @Nullable Batch fresh(long nowMs) {
        var busy = new HashSet<>(unconfirmed.keySet());
        LimitPolicy policy = null;
        var chosen = new ArrayList<Debt>();
        for (var all = debts.values().iterator(); all.hasNext() && chosen.size() < BATCH; ) {
            var entry = all.next();
            if (busy.contains(entry.policy.name())) continue;
            if (policy == null) policy = entry.policy;
            if (!policy.name().equals(entry.policy.name())) continue;
            chosen.add(entry.debt);
            all.remove();
        }
        return policy == null ? null : new Batch(Charge.newId(), policy, chosen, nowMs);
    }

    /** The store has counted it, now or before. */
    public synchronized void confirmed(Batch batch) {
        telling = false;
        unconfirmed.remove(batch.policy.name());
        any = !debts.isEmpty() || !unconfirmed.isEmpty();
    }

    /** Nobody knows whether the store has counted it; it is to be told again. */
    public synchronized void unconfirmed(Batch batch, long nowMs) {
        telling = false;
        unconfirmed.put(batch.policy.name(), new Unconfirmed(batch, nowMs + PAUSE.toMillis()));
    }
}
