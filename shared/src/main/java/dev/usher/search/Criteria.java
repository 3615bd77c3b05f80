package dev.usher.search;

import dev.usher.message.Delivery;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which rows of a list are wanted: all that match everything here.
 *
 * @param wanted exact values; empty for any
 * @param context context fields and their exact values; empty for any
 * @param from events received at this time or later
 * @param until events received before this time
 */
public record Criteria(Map<Field, String> wanted, Map<String, String> context, Instant from, Instant until) {
    public Criteria {
        wanted = Map.copyOf(wanted);
        context = Map.copyOf(context);
    }

    /** Everything received in a time. */
    public static Criteria between(Instant from, Instant until) {
        return new Criteria(Map.of(), Map.of(), from, until);
    }

    /** These, and only those with this value. */
    public Criteria and(Field field, String value) {
        var more = new EnumMap<Field, String>(Field.class);
        more.putAll(wanted);
        more.put(field, value);
        return new Criteria(more, context, from, until);
    }

    public boolean matches(EventRow row) {
        return matches(row.about()) && wanted.entrySet().stream().allMatch(one -> row.is(one.getKey(), one.getValue()));
    }

    public boolean matches(DeliveryRow row) {
        return matches(row.about()) && wanted.entrySet().stream().allMatch(one -> row.is(one.getKey(), one.getValue()));
    }

    private boolean matches(Delivery.About about) {
        return !about.receivedAt().isBefore(from)
                && about.receivedAt().isBefore(until)
                && about.context().entrySet().containsAll(context.entrySet());
    }
}
