package dev.usher.dynamo;

import dev.usher.message.EventId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Keys of the {@code timeline} index: one partition a day and shard, in it an event and right behind it its deliveries,
 * by the time the event was received.
 */
final class Timeline {
    /** Spreads a day's writes: a DynamoDB partition takes 1000 a second. */
    static final int SHARDS = 8;

    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    private Timeline() {}

    static String partition(EventId event, Instant receivedAt) {
        return partition(receivedAt.atOffset(ZoneOffset.UTC).toLocalDate(), shard(event));
    }

    static String partition(LocalDate day, int shard) {
        return DAY.format(day) + "#" + shard;
    }

    static int shard(EventId event) {
        return event.text().charAt(event.text().length() - 1) & (SHARDS - 1);
    }

    static String at(Instant receivedAt, EventId event) {
        return millis(receivedAt) + "#" + event.text();
    }

    /** Thirteen digits, so that text order is time order until the year 2286. */
    static String millis(Instant instant) {
        return "%013d".formatted(instant.toEpochMilli());
    }

    /** The instant that a key begins with. */
    static Instant instant(String key) {
        return Instant.ofEpochMilli(Long.parseLong(key.substring(0, 13)));
    }
}
