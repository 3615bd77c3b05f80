package dev.usher.breaker;

import java.util.Locale;

/** Whether calls are made. */
public enum Phase {
    /** All of them. */
    CLOSED,
    /** None, until a known time. */
    OPEN,
    /** One at a time, to see whether it is better now. */
    HALF_OPEN;

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException for anything but a label */
    public static Phase of(String label) {
        for (var phase : values()) if (phase.label().equals(label)) return phase;
        throw new IllegalArgumentException("no such phase: " + label);
    }
}
