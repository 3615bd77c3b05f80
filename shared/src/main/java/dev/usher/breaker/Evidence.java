package dev.usher.breaker;

import dev.usher.config.BreakerPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What environments reported of a closed breaker. Only who sees failures reports, and who is asked to; so good calls of those
 * who see none are not in it. The same as {@code lua/breaker-change.lua}.
 *
 * @param cells counts of the last window, the oldest first
 * @param run when the failures in a row were told, the oldest first; no more than open the breaker
 * @param goodMs when a call last succeeded, as far as it was told; 0 for never
 * @param suspectMs since when enough fails for those who get through to be asked; 0 when not
 * @param environments whoever reported within the last window
 * @param errors how often each came since failing began
 */
public record Evidence(
        List<Cell> cells,
        List<Long> run,
        long goodMs,
        long suspectMs,
        Map<String, Witness> environments,
        Map<String, Integer> errors) {
    /** A window is so many cells. */
    static final int CELLS = 6;

    /** Environments remembered; the one that reported longest ago is forgotten first. */
    public static final int MOST_ENVIRONMENTS = 64;

    /** Kinds of errors told apart; all others are one. */
    public static final int MOST_ERRORS = 8;

    /** What errors are called that are too many to be told apart. */
    static final String OTHER = "other";

    /** So many environments must have seen failures, if more than one is known to call. */
    public static final int QUORUM = 2;

    /** By then those who get through have seen that they are asked, as no view is older than 500 ms, and have said so with a call. */
    public static final long HEARING_MS = 600;

    static final Evidence NONE = new Evidence(List.of(), List.of(), 0, 0, Map.of(), Map.of());

    /** Calls that were told of within a sixth of a window, which is the {@code index}-th since 1970. */
    public record Cell(long index, int good, int bad) {}

    /**
     * An environment that calls.
     *
     * @param badMs when it last told of a failure; 0 for never
     * @param toldMs when it last told of anything
     */
    public record Witness(long badMs, long toldMs) {}

    public Evidence {
        cells = List.copyOf(cells);
        run = List.copyOf(run);
        environments = Map.copyOf(environments);
        errors = Map.copyOf(errors);
    }

    /** With what was reported now. */
    Evidence plus(Report report, BreakerPolicy policy, long nowMs) {
        long cell = policy.window().toMillis() / CELLS;
        long index = nowMs / cell;
        var kept = new ArrayList<>(
                cells.stream().filter(one -> one.index > index - CELLS).toList());
        boolean well = run.isEmpty() && kept.stream().allMatch(one -> one.bad == 0);
        add(kept, new Cell(index, report.good(), report.bad()));
        long good = report.sinceGoodMs() < 0 ? goodMs : Math.max(goodMs, nowMs - report.sinceGoodMs());
        var told = new Evidence(
                kept,
                run(report.run(), good, policy.failures(), nowMs),
                good,
                suspectMs,
                witnesses(report, policy, nowMs),
                errors(well, report));
        return told.since(told.suspect(policy) ? (suspectMs > 0 ? suspectMs : nowMs) : 0);
    }

    private Evidence since(long suspect) {
        return new Evidence(cells, run, goodMs, suspect, environments, errors);
    }

    private static void add(List<Cell> cells, Cell more) {
        if (cells.isEmpty() || cells.getLast().index != more.index) {
            cells.add(more);
            return;
        }
        var last = cells.removeLast();
        cells.add(new Cell(more.index, last.good + more.good, last.bad + more.bad));
    }

    private List<Long> run(int more, long good, int most, long nowMs) {
        var times = new ArrayList<>(run.stream().filter(time -> time > good).toList());
        for (int i = 0; i < more; i++) times.add(nowMs);
        return times.size() <= most ? times : times.subList(times.size() - most, times.size());
    }

    private Map<String, Witness> witnesses(Report report, BreakerPolicy policy, long nowMs) {
        var all = new TreeMap<>(environments);
        long oldest = nowMs - policy.window().toMillis();
        all.values().removeIf(witness -> witness.toldMs < oldest);
        var known = all.get(report.environment());
        long bad = report.bad() > 0 ? nowMs : known == null ? 0 : known.badMs;
        all.put(report.environment(), new Witness(bad, nowMs));
        if (all.size() > MOST_ENVIRONMENTS) all.remove(longestSilent(all));
        return all;
    }

    private static @Nullable String longestSilent(Map<String, Witness> inOrder) {
        String silent = null;
        long told = Long.MAX_VALUE;
        for (var one : inOrder.entrySet())
            if (one.getValue().toldMs < told) {
                silent = one.getKey();
                told = one.getValue().toldMs;
            }
        return silent;
    }

    private Map<String, Integer> errors(boolean well, Report report) {
        var counts = new HashMap<>(well ? Map.of() : errors);
        if (report.bad() == 0) return counts;
        boolean room = counts.containsKey(report.error()) || counts.size() < MOST_ERRORS;
        counts.merge(room ? report.error() : OTHER, report.bad(), Integer::sum);
        return counts;
    }

    /** Why the breaker opens: {@code failures} or {@code rate}; null when it does not. */
    @Nullable
    String opens(BreakerPolicy policy, long nowMs) {
        if (run.size() >= policy.failures() && isBelieved(nowMs)) return "failures";
        // What the others see counts for a rate, so they are heard first.
        boolean several = failing() >= QUORUM || environments.size() == 1;
        return several && areHeard(nowMs) && rateReaches(policy, 100) ? "rate" : null;
    }

    /**
     * Whether a row of failures is more than one environment's. Two that fail just now are enough. Otherwise those who get through
     * are heard first: nobody may have said so since another failed, or nobody else calls.
     */
    private boolean isBelieved(long nowMs) {
        if (failingSince(nowMs - HEARING_MS) >= QUORUM) return true;
        return areHeard(nowMs) && (failingSince(goodMs) >= QUORUM || environments.size() == 1);
    }

    /** Whether those who get through have been asked for so long that they have said so. */
    private boolean areHeard(long nowMs) {
        return suspectMs > 0 && nowMs - suspectMs >= HEARING_MS;
    }

    /** Whether enough fails for those who see none of it to be asked. */
    boolean suspect(BreakerPolicy policy) {
        return run.size() >= Math.clamp(policy.failures() - 1, 1, 2) || rateReaches(policy, 50);
    }

    /** @param percent of the rate and of the calls that it takes */
    private boolean rateReaches(BreakerPolicy policy, int percent) {
        long calls = good() + bad();
        return bad() > 0
                && calls * 100 >= (long) policy.minimumCalls() * percent
                && bad() * 10_000 >= (long) policy.ratePercent() * percent * calls;
    }

    /** Good calls of the window that were told of. */
    public long good() {
        return cells.stream().mapToLong(Cell::good).sum();
    }

    /** Bad calls of the window. */
    public long bad() {
        return cells.stream().mapToLong(Cell::bad).sum();
    }

    /** How many environments saw a failure. */
    public int failing() {
        return failingSince(0);
    }

    /** How many saw one after this. */
    private int failingSince(long ms) {
        return (int) environments.values().stream()
                .filter(witness -> witness.badMs > ms)
                .count();
    }
}
