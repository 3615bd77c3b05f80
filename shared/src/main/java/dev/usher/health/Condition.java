package dev.usher.health;

import java.util.Locale;

/** How somebody is. */
public enum Condition {
    HEALTHY,
    /** It works, and not as it should: slowly, in part, or not for everybody. */
    DEGRADED,
    DOWN,
    /** Nobody has looked lately. */
    UNKNOWN;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for anything but a label */
    public static Condition of(String label) {
        for (var one : values()) if (one.label().equals(label)) return one;
        throw new IllegalArgumentException("no such condition: " + label);
    }
}
