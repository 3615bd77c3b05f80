package dev.usher.breaker;

import java.time.Duration;

/** What this environment saw of one breaker's calls and has not reported. Thread-safe. */
final class Unreported {
    private int good;
    private int bad;
    private int run;
    private long goodSinceMs;
    private long lastGoodMs = -1;
    private long takenMs;
    private String error = "";

    /** @param window good calls are forgotten after so long, as only what happened lately counts */
    synchronized void good(long nowMs, Duration window) {
        if (good == 0 || nowMs - goodSinceMs > window.toMillis()) {
            good = 0;
            goodSinceMs = nowMs;
        }
        good++;
        run = 0;
        lastGoodMs = nowMs;
    }

    synchronized void bad(String what) {
        bad++;
        run++;
        error = what;
    }

    /** All of it; none is left. */
    synchronized Report take(String environment, long generation, long nowMs, Duration window) {
        boolean old = good > 0 && nowMs - goodSinceMs > window.multipliedBy(2).toMillis();
        long ago = lastGoodMs < 0 ? -1 : Math.max(0, nowMs - lastGoodMs);
        var report = new Report(environment, generation, old ? 0 : good, bad, run, ago, bad == 0 ? "" : error);
        good = 0;
        bad = 0;
        run = 0;
        takenMs = nowMs;
        return report;
    }

    /** Whether it was taken so long ago that good calls may be told of again. */
    synchronized boolean isDue(long nowMs, Duration pause) {
        return nowMs - takenMs >= pause.toMillis();
    }

    /** It could not be reported: it is as if it had not been taken. */
    synchronized void giveBack(Report report, long nowMs) {
        boolean goodMeanwhile = good > 0; // it came later, so it ended the run
        if (!goodMeanwhile) {
            goodSinceMs = nowMs;
            run += report.run();
        }
        good += report.good();
        bad += report.bad();
        if (error.isEmpty()) error = report.error();
    }
}
