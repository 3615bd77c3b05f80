package dev.usher.health;

import java.time.Duration;
import java.time.Instant;

/** How far back a question about uptime reaches: so many minutes, hours or days, the running one included. */
public enum Period {
    HOUR("1h", Tier.MINUTE, 60),
    DAY("24h", Tier.HOUR, 24),
    WEEK("7d", Tier.HOUR, 168),
    MONTH("30d", Tier.DAY, 30),
    QUARTER("90d", Tier.DAY, 90);

    private final String label;
    private final Tier tier;
    private final int number;

    Period(String label, Tier tier, int number) {
        this.label = label;
        this.tier = tier;
        this.number = number;
    }

    public String label() {
        return label;
    }

    /** What it is added up of. */
    public Tier tier() {
        return tier;
    }

    /** The start of the first part. */
    public Instant from(Instant now) {
        Duration before = tier.length().multipliedBy(number - 1L);
        return tier.start(now).minus(before);
    }

    /** Whole minutes of it that have begun. */
    public long minutes(Instant now) {
        return Duration.between(from(now), now).toMinutes() + 1;
    }
}
