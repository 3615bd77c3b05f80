package dev.usher.breaker;

import dev.usher.config.BreakerPolicy;
import org.jspecify.annotations.Nullable;

/**
 * One breaker, and what becomes of it: pure, to be read, and to be tested against. The scripts {@code lua/breaker-*.lua} do the
 * same where the state is. Times are epoch milliseconds.
 *
 * <p>A permit is worth something only while the breaker has the generation that the permit names, so what came of a call that
 * was begun before the breaker opened, or of a probe that was given up, changes nothing any more.
 *
 * @param sinceMs when it came into its phase; 0 when it was never in another
 * @param untilMs while open: until when
 * @param opens how often it opened since it was last closed
 * @param successes while half open: good probes so far
 * @param probeUntilMs while half open: until when a probe may be on its way; 0 when none is
 * @param suspect see {@link View#suspect}
 * @param force why it is as it is, when an operator wants it so
 * @param keptMs until when it is remembered
 */
public record Machine(
        Phase phase,
        long generation,
        long sinceMs,
        long untilMs,
        int opens,
        int successes,
        long probeUntilMs,
        boolean suspect,
        @Nullable Force force,
        Evidence evidence,
        long keptMs) {
    /** Nothing is known of it. */
    public static final Machine FRESH =
            new Machine(Phase.CLOSED, 0, 0, 0, 0, 0, 0, false, null, Evidence.NONE, Long.MAX_VALUE);

    /** How long a closed one is remembered: longer than any call takes, so that what comes late is known to be late. */
    public static final long CLOSED_KEPT_MS = 3_600_000;

    /** How long one that nobody closed is remembered after it could have been tried again. */
    public static final long OPEN_KEPT_MS = 86_400_000;

    /** Open times are up to a tenth shorter than configured, so that many breakers don't try again at once. */
    public static final int JITTER_THOUSANDTHS = 100;

    /** What an operator wants. */
    public record Force(String by, String reason, long untilMs) {}

    /** What an act came to. */
    public enum Word {
        /** Everybody may call. */
        PASS,
        /** Who asked may call, and nobody else. */
        PROBE,
        /** Nobody may call. */
        REFUSED,
        /** It counted. */
        COUNTED,
        /** It came late, or does not matter now. */
        IGNORED
    }

    /** @param why it is in another phase now, or was told to be in the one it was in; empty when neither */
    public record Step(Word word, Machine machine, String why) {}

    /** The same, or a fresh one when it is remembered no longer. */
    public Machine at(long nowMs) {
        return nowMs < keptMs ? this : FRESH;
    }

    /**
     * Somebody wants to call.
     *
     * @param leaseMs how long nobody else may, when it is a probe
     */
    public Step permit(long nowMs, long leaseMs) {
        if (phase == Phase.CLOSED) return new Step(Word.PASS, this, "");
        if (nowMs < (phase == Phase.OPEN ? untilMs : probeUntilMs)) return new Step(Word.REFUSED, this, "");
        boolean first = phase == Phase.OPEN;
        var probing = new Machine(
                Phase.HALF_OPEN,
                nextGeneration(nowMs),
                first ? nowMs : sinceMs,
                0,
                opens,
                first ? 0 : successes,
                nowMs + leaseMs,
                false,
                null,
                evidence,
                nowMs + leaseMs + OPEN_KEPT_MS);
        return new Step(Word.PROBE, probing, first ? "time" : "");
    }

    /** An environment tells what it saw. */
    public Step report(Report report, BreakerPolicy policy, long nowMs, int jitter) {
        boolean late = generation != 0 && report.generation() != generation;
        if (phase != Phase.CLOSED || isHeld(nowMs) || late) return new Step(Word.IGNORED, this, "");
        var more = evidence.plus(report, policy, nowMs);
        var why = more.opens(policy, nowMs);
        if (why != null) return new Step(Word.COUNTED, open(more, policy, nowMs, jitter), why);
        var counted = new Machine(
                phase, generation, sinceMs, 0, 0, 0, 0, more.suspect(policy), null, more, nowMs + CLOSED_KEPT_MS);
        return new Step(Word.COUNTED, counted, "");
    }

    /** A probe of this generation has ended well. */
    public Step good(long probe, BreakerPolicy policy, long nowMs) {
        if (!isProbe(probe)) return new Step(Word.IGNORED, this, "");
        if (successes + 1 >= policy.successes()) return new Step(Word.COUNTED, closed(nowMs, null), "recovered");
        return new Step(Word.COUNTED, probed(successes + 1, nowMs), "");
    }

    /** A probe of this generation has failed. */
    public Step bad(long probe, String environment, String error, BreakerPolicy policy, long nowMs, int jitter) {
        if (!isProbe(probe)) return new Step(Word.IGNORED, this, "");
        var more = evidence.plus(new Report(environment, probe, 0, 1, 1, -1, error), policy, nowMs);
        return new Step(Word.COUNTED, open(more, policy, nowMs, jitter), "probe");
    }

    /** A probe of this generation has ended without telling anything: somebody else may probe. */
    public Step mute(long probe, long nowMs) {
        return isProbe(probe) ? new Step(Word.COUNTED, probed(successes, nowMs), "") : new Step(Word.IGNORED, this, "");
    }

    /** An operator wants it closed or open, for a while. */
    public Step force(Phase wanted, Force by, long nowMs) {
        if (wanted == Phase.CLOSED) return new Step(Word.COUNTED, closed(nowMs, by), "forced");
        var forced = new Machine(
                Phase.OPEN,
                nextGeneration(nowMs),
                nowMs,
                by.untilMs,
                0,
                0,
                0,
                false,
                by,
                evidence,
                by.untilMs + OPEN_KEPT_MS);
        return new Step(Word.COUNTED, forced, "forced");
    }

    /** An operator wants everything about it forgotten. */
    public Step reset(long nowMs) {
        return new Step(Word.COUNTED, closed(nowMs, null), "reset");
    }

    private Machine open(Evidence more, BreakerPolicy policy, long nowMs, int jitter) {
        long wait = policy.openFor(opens).toMillis() * (1000 - jitter) / 1000;
        return new Machine(
                Phase.OPEN,
                nextGeneration(nowMs),
                nowMs,
                nowMs + wait,
                opens + 1,
                0,
                0,
                false,
                null,
                more,
                nowMs + wait + OPEN_KEPT_MS);
    }

    private Machine closed(long nowMs, @Nullable Force by) {
        long kept = (by == null ? nowMs : Math.max(nowMs, by.untilMs)) + CLOSED_KEPT_MS;
        return new Machine(Phase.CLOSED, nextGeneration(nowMs), nowMs, 0, 0, 0, 0, false, by, Evidence.NONE, kept);
    }

    private Machine probed(int good, long nowMs) {
        return new Machine(
                phase, nextGeneration(nowMs), sinceMs, 0, opens, good, 0, false, null, evidence, nowMs + OPEN_KEPT_MS);
    }

    private boolean isProbe(long probe) {
        return phase == Phase.HALF_OPEN && probe == generation && probeUntilMs > 0;
    }

    private boolean isHeld(long nowMs) {
        return force != null && nowMs < force.untilMs;
    }

    /** Grows even when the breaker was forgotten in between, as it is no less than the time. */
    private long nextGeneration(long nowMs) {
        return Math.max(nowMs, generation + 1);
    }

    /** What of it callers need. */
    public View view() {
        return equals(FRESH)
                ? View.USUAL
                : new View(phase, generation, untilMs, probeUntilMs, suspect, force != null, keptMs);
    }
}
