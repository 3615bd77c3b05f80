package dev.usher.dynamo;

import dev.usher.delivery.Parallel;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Goes through several partitions side by side as if they were one list, newest first, and reads a bounded number of rows.
 * A position in the list is the sort key of the last row seen, so nothing is kept between pages.
 */
final class NewestFirst {
    /** Rows looked at for one page. */
    static final int ROWS = 2000;

    /** Queries made for one page: enough for a month of empty days. */
    private static final int QUERIES = 400;

    private static final int FIRST_READ = 25;
    private static final int LATER_READ = 250;

    /** Names an index (null for the table itself) and its key attributes. */
    record Keys(@Nullable String index, String partition, String sort) {
        static final Keys TABLE = new Keys(null, "pk", "sk");
        static final Keys TIMELINE = new Keys("timeline", "timeline", "timeline_at");
        static final Keys AGENDA = new Keys("agenda", "agenda", "agenda_at");
    }

    private final Table table;
    private final Keys keys;
    private int rows;
    private int queries;
    private @Nullable String seen;

    /** For one page. */
    NewestFirst(Table table, Keys keys) {
        this.table = table;
        this.keys = keys;
    }

    /**
     * Visits the rows between two sort keys, the highest first.
     *
     * @param visit answers whether to go on
     * @return whether all were visited; otherwise the page ends at {@link #seen}
     */
    boolean walk(List<String> partitions, String low, String high, Predicate<Item> visit) {
        var streams =
                partitions.stream().map(name -> new Stream(name, low, high)).toList();
        while (true) {
            var dry = streams.stream().filter(Stream::isDry).toList();
            if (queries + dry.size() > QUERIES || rows >= ROWS) return false;
            queries += dry.size();
            if (!dry.isEmpty()) Parallel.each(dry, Stream::read);
            if (streams.stream().anyMatch(Stream::isDry)) continue;
            var top = streams.stream().filter(Stream::hasRow).max(Comparator.comparing(Stream::top));
            if (top.isEmpty()) return true;
            var item = top.get().take();
            rows++;
            seen = item.need(keys.sort());
            if (!visit.test(item)) return false;
        }
    }

    /** Where the page ends; null when no row was seen. */
    @Nullable
    String seen() {
        return seen;
    }

    /** One partition, read as needed. */
    private final class Stream {
        private final String partition;
        private final String low;
        private final String high;
        private final Deque<Item> ready = new ArrayDeque<>();
        private Map<String, AttributeValue> from = Map.of();
        private boolean more = true;
        private int size = FIRST_READ;

        Stream(String partition, String low, String high) {
            this.partition = partition;
            this.low = low;
            this.high = high;
        }

        boolean isDry() {
            return ready.isEmpty() && more;
        }

        boolean hasRow() {
            return !ready.isEmpty();
        }

        String top() {
            return ready.element().need(keys.sort());
        }

        Item take() {
            return ready.remove();
        }

        void read() {
            if (low.compareTo(high) > 0) {
                more = false;
                return;
            }
            var query = QueryRequest.builder()
                    .keyConditionExpression("#partition = :partition AND #sort BETWEEN :low AND :high")
                    .expressionAttributeNames(Map.of("#partition", keys.partition(), "#sort", keys.sort()))
                    .expressionAttributeValues(Map.of(
                            ":partition", Item.text(partition), ":low", Item.text(low), ":high", Item.text(high)))
                    .scanIndexForward(false)
                    .limit(size);
            if (keys.index() != null) query.indexName(keys.index());
            if (!from.isEmpty()) query.exclusiveStartKey(from);
            var page = table.query(query);
            for (var attributes : page.items()) {
                var item = Item.of(attributes);
                // BETWEEN includes its ends, and the upper one was the last row of the page before.
                if (!item.need(keys.sort()).equals(high)) ready.add(item);
            }
            from = page.lastEvaluatedKey();
            more = !from.isEmpty();
            size = LATER_READ;
        }
    }
}
