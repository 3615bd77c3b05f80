package dev.usher.local.story;

import java.time.Duration;

/** Waits on a condition instead of on the clock. */
final class Eventually {
    /** Far longer than anything here takes, because the machine may be busy. */
    private static final Duration LONGEST = Duration.ofSeconds(40);

    private Eventually() {}

    /** Whether something has come true. */
    @FunctionalInterface
    interface Check {
        boolean holds() throws Exception;
    }

    static void until(String what, Check check) throws Exception {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!check.holds()) {
            if (System.nanoTime() > end) throw new AssertionError("did not happen within " + LONGEST + ": " + what);
            Thread.sleep(20);
        }
    }
}
