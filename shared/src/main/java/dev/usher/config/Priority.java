package dev.usher.config;

/** Which of the three queues a message takes. A backlog of a lower one never delays a higher one. */
public enum Priority {
    HIGH(0),
    NORMAL(1),
    LOW(2);

    private final int rank;

    Priority(int rank) {
        this.rank = rank;
    }

    /** 0 for what goes first, then 1 and 2; what stored state counts by. */
    public int rank() {
        return rank;
    }

    /** The lower-case name used in JSON, logs and configuration. */
    public String label() {
        return switch (this) {
            case HIGH -> "high";
            case NORMAL -> "normal";
            case LOW -> "low";
        };
    }

    /** @throws IllegalArgumentException for anything but a label */
    public static Priority of(String label) {
        return switch (label) {
            case "high" -> HIGH;
            case "normal" -> NORMAL;
            case "low" -> LOW;
            default -> throw new IllegalArgumentException("no such priority: " + label);
        };
    }
}
