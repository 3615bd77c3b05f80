package dev.usher.config;

/** Which of the three queues a message takes. A backlog of a lower one never delays a higher one. */
public enum Priority {
    HIGH,
    NORMAL,
    LOW;

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
