package dev.usher.dynamo;

import dev.usher.health.OwnPart;
import dev.usher.health.Sample;
import dev.usher.message.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;

/** The log's table, looked at by reading one item. */
public final class StorePart implements OwnPart {
    /** A read that takes longer is slow; DynamoDB answers within a few milliseconds. */
    private static final Duration SLOW = Duration.ofMillis(500);

    private final Table table;

    public StorePart(Table table) {
        this.table = table;
    }

    @Override
    public String name() {
        return "dynamodb";
    }

    @Override
    public Sample look(Instant now) {
        long began = System.nanoTime();
        try {
            table.get("HEALTH", "ROUND");
        } catch (StoreUnavailable outage) {
            return Sample.bad(now, "unreachable", Duration.ofNanos(System.nanoTime() - began));
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        return Sample.answered(now, took, SLOW);
    }
}
