package dev.usher.dynamo;

import dev.usher.search.Page;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Puts a page together from what {@link NewestFirst} visits. */
final class Pages<T> {
    private final NewestFirst walk;
    private final int limit;
    private final Function<Item, @Nullable T> read;
    private final List<T> items = new ArrayList<>();
    private @Nullable String last;

    /** @param read what a row is in the list; null when it is not wanted */
    Pages(NewestFirst walk, int limit, Function<Item, @Nullable T> read) {
        this.walk = walk;
        this.limit = limit;
        this.read = read;
    }

    /** From partitions that have no days. */
    Page<T> of(List<String> partitions, String low, String high) {
        boolean all = walk.walk(partitions, low, high, item -> visit(item));
        return page(all, high);
    }

    /**
     * From partitions of days, the last day first.
     *
     * @param partitions those of a day
     */
    Page<T> ofDays(Instant from, Instant until, @Nullable String after, Function<LocalDate, List<String>> partitions) {
        var high = after == null || after.compareTo(Timeline.millis(until)) > 0 ? Timeline.millis(until) : after;
        var low = Timeline.millis(from);
        var first = day(from);
        var position = high;
        for (var day = day(Instant.ofEpochMilli(Long.parseLong(high.substring(0, 13))));
                !day.isBefore(first);
                day = day.minusDays(1)) {
            if (!walk.walk(partitions.apply(day), low, high, item -> visit(item))) return page(false, position);
            position = Timeline.millis(day.atStartOfDay(ZoneOffset.UTC).toInstant());
        }
        return page(true, position);
    }

    private boolean visit(Item item) {
        var found = read.apply(item);
        if (found == null) return true;
        if (items.size() == limit) return false;
        items.add(found);
        last = walk.seen();
        return true;
    }

    /** A page that is full goes on behind its last row; one that took too much reading, behind what was read. */
    private Page<T> page(boolean all, String position) {
        if (all) return new Page<>(items, null);
        if (items.size() == limit && last != null) return new Page<>(items, last);
        var seen = walk.seen();
        return new Page<>(items, seen == null || seen.compareTo(position) > 0 ? position : seen);
    }

    private static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** One name for each shard. */
    static List<String> shards(Function<Integer, String> name) {
        return IntStream.range(0, Timeline.SHARDS).boxed().map(name).toList();
    }
}
