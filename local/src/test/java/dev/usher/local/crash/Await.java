package dev.usher.local.crash;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, never longer than a deadline. */
final class Await {
    private Await() {}

    static void until(String what, Duration atMost, BooleanSupplier condition) throws InterruptedException {
        until(() -> what, atMost, condition);
    }

    /** @param what is asked for when the time is up, so it can tell how far things got */
    static void until(Supplier<String> what, Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end)
                throw new AssertionError("did not happen within " + atMost + ": " + what.get());
            Thread.sleep(10);
        }
    }
}
