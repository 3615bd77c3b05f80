package dev.usher.breaker;

import java.time.Duration;

/** What this environment saw of one breaker's calls and has not reported. Thread-safe. */
final class Unreported {
    private int good;
    private int bad;
    private int run;
    private long sinceMs;
    private long lastGoodMs = -1;
    private long takenMs;
    private String error = "";

    /** @param window what is older is forgotten, as only what happened lately counts */
    synchronized void good(long nowMs, Duration window) {
        forget(nowMs, window);
        good++;
        run = 0;
        lastGoodMs = nowMs;
    }

    synchronized void bad(String what, long nowMs, Duration window) {
        forget(nowMs, window);
        bad++;
        run++;
        error = what;
    }

    private void forget(long nowMs, Duration window) {
        if (good + bad > 0 && nowMs - sinceMs <= window.toMillis()) return;
        good = 0;
        bad = 0;
        run = 0;
        sinceMs = nowMs;
    }

    /** All of it; none is left. */
    synchronized Report take(String environment, long generation, long nowMs) {
        long ago = lastGoodMs < 0 ? -1 : Math.max(0, nowMs - lastGoodMs);
        var report = new Report(environment, generation, good, bad, run, ago, bad == 0 ? "" : error);
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
        if (good == 0) run += report.run(); // a good call came later, so it ended the run
        if (good + bad == 0) sinceMs = nowMs;
        good += report.good();
        bad += report.bad();
        if (error.isEmpty()) error = report.error();
    }
}
