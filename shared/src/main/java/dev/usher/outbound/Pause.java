package dev.usher.outbound;

import java.time.Duration;

/** Waits. */
@FunctionalInterface
public interface Pause {
    /** Returns after the time, or at once when the thread is interrupted, which it then still is. */
    void pause(Duration time);

    /** Lets the thread sleep. */
    static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
