package dev.usher.config;

/** How much it matters that something is wrong. */
public enum Impact {
    MINOR(0),
    MAJOR(1),
    CRITICAL(2);

    private final int rank;

    Impact(int rank) {
        this.rank = rank;
    }

    /** 0 for what matters least. */
    public int rank() {
        return rank;
    }

    /** The lower-case name used in JSON, logs and configuration. */
    public String label() {
        return switch (this) {
            case MINOR -> "minor";
            case MAJOR -> "major";
            case CRITICAL -> "critical";
        };
    }

    /** The next higher one; the highest is followed by itself. */
    public Impact next() {
        return this == MINOR ? MAJOR : CRITICAL;
    }

    public boolean exceeds(Impact other) {
        return rank > other.rank;
    }

    public Impact or(Impact other) {
        return other.exceeds(this) ? other : this;
    }

    /** @throws IllegalArgumentException for anything but a label */
    public static Impact of(String label) {
        for (var impact : values()) if (impact.label().equals(label)) return impact;
        throw new IllegalArgumentException("no such impact: " + label);
    }
}
