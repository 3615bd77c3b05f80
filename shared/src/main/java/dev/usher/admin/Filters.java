package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Priority;
import dev.usher.http.Json;
import dev.usher.message.State;
import dev.usher.search.Criteria;
import dev.usher.search.Field;
import dev.usher.search.Page;
import dev.usher.search.Search;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The filters and the paging that all lists have in common. */
final class Filters {
    static final int LIMIT = 50;
    static final int MOST = 200;

    private static final Set<String> COMMON = Set.of("from", "until", "context", "limit", "cursor");
    private static final Set<String> STATES =
            Arrays.stream(State.values()).map(State::label).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> PRIORITIES =
            Arrays.stream(Priority.values()).map(Priority::label).collect(Collectors.toUnmodifiableSet());

    private Filters() {}

    /** The names of the parameters of a list that can be filtered by these fields. */
    static Set<String> names(Field... fields) {
        var names = new TreeSet<>(COMMON);
        for (var field : fields) names.add(field.label());
        return Set.copyOf(names);
    }

    /** @param retention how far back the list goes when {@code from} is not given */
    static Criteria criteria(Ask ask, Instant now, Duration retention) {
        var wanted = new EnumMap<Field, String>(Field.class);
        for (var field : Field.values()) {
            var value =
                    switch (field) {
                        case STATE -> ask.oneOf(field.label(), STATES);
                        case PRIORITY -> ask.oneOf(field.label(), PRIORITIES);
                        case SOURCE, TYPE, PROVIDER_ID, DESTINATION, ERROR -> ask.find(field.label());
                    };
            if (value != null) wanted.put(field, value);
        }
        var until = ask.time("until", now.plusSeconds(60));
        var from = ask.time("from", now.minus(retention));
        if (!from.isBefore(until)) throw Refusal.parameter("from", "before until");
        return new Criteria(wanted, context(ask.find("context")), from, until);
    }

    private static Map<String, String> context(@Nullable String text) {
        if (text == null) return Map.of();
        int colon = text.indexOf(':');
        if (colon < 1) throw Refusal.parameter("context", "a name and a value, such as weddingId:w-1");
        return Map.of(text.substring(0, colon), text.substring(colon + 1));
    }

    static int limit(Ask ask) {
        return (int) ask.number("limit", LIMIT, 1, MOST);
    }

    /** Where the page begins; null for the first. */
    static @Nullable String after(Ask ask) {
        var cursor = ask.find("cursor");
        if (cursor == null) return null;
        try {
            var position = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (Search.POSITION.matcher(position).matches()) return position;
        } catch (IllegalArgumentException malformed) {
            throw Refusal.parameter("cursor", "the next of the page before");
        }
        throw Refusal.parameter("cursor", "the next of the page before");
    }

    /** A page as JSON: {@code {"items": [...], "next": "..."}}, without {@code next} on the last. */
    static <T> ObjectNode page(Page<T> page, BiConsumer<T, ObjectNode> write) {
        var root = Json.object();
        var items = root.putArray("items");
        page.items().forEach(item -> write.accept(item, items.addObject()));
        var next = page.next();
        if (next != null)
            root.put(
                    "next",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(next.getBytes(StandardCharsets.US_ASCII)));
        return root;
    }
}
