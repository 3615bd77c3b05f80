package dev.usher.message;

/** Where a delivery stands. */
public enum State {
    /** On its way: queued or being attempted, with no attempt recorded yet. */
    PENDING,
    DELIVERED,
    /** Its next attempt is due at a known time. */
    WAITING,
    /** Held until somebody acts: its destination is paused, or its route failed. */
    PARKED,
    /** Out of attempts: a dead letter. */
    DEAD,
    CANCELLED;

    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** @throws IllegalArgumentException for anything but a label */
    public static State of(String label) {
        for (var state : values()) if (state.label().equals(label)) return state;
        throw new IllegalArgumentException("no such state: " + label);
    }
}
