package dev.usher.limit;

import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for admission.
 *
 * @param who the value of each dimension that the request has one for; every value has 1 to 256 characters
 * @param cost units, 1 to {@link #MOST_UNITS}
 * @param priority which part of the limit it may use, and whom it waits behind
 * @param ticket its place in the queue when it is over the limit, any text unique to the request, such as an event id. Asking
 *     again with the same ticket keeps the place. Null: refused when over the limit, with no place
 * @param patience the longest wait worth a place; a longer one is refused at once. Null: any
 * @param part take fewer units when not all fit; the answer says how many
 * @param quiet a denial is not counted for who is denied most: whoever asks so asks again, or does without
 */
public record Ask(
        LimitPolicy policy,
        Map<Dimension, String> who,
        long cost,
        Priority priority,
        @Nullable String ticket,
        @Nullable Duration patience,
        boolean part,
        boolean quiet) {
    /** The most units of one request. */
    public static final long MOST_UNITS = 1_000_000;

    /** How long after its turn a ticket's holder may come: queues deliver late, and a sweeper looks once a minute. */
    public static final Duration GRACE = Duration.ofMinutes(2);

    private static final int MOST_CHARS = 256;

    /** @throws IllegalArgumentException saying what must be true instead */
    public Ask {
        if (cost < 1 || cost > MOST_UNITS)
            throw new IllegalArgumentException("cost must be a whole number, 1 to " + MOST_UNITS);
        who = Map.copyOf(who);
        who.forEach((dimension, value) -> {
            if (value.isEmpty() || value.length() > MOST_CHARS)
                throw new IllegalArgumentException(
                        dimension.label() + " must be text of 1 to " + MOST_CHARS + " characters");
        });
        if (ticket != null && (ticket.isEmpty() || ticket.length() > MOST_CHARS))
            throw new IllegalArgumentException("ticket must be text of 1 to " + MOST_CHARS + " characters");
    }

    /** One whose denial counts. */
    public Ask(
            LimitPolicy policy,
            Map<Dimension, String> who,
            long cost,
            Priority priority,
            @Nullable String ticket,
            @Nullable Duration patience,
            boolean part) {
        this(policy, who, cost, priority, ticket, patience, part, false);
    }

    /** One unit for a subject, with the policy's own priority and no place in its queue. */
    public static Ask of(LimitPolicy policy, String subject) {
        return new Ask(policy, Map.of(Dimension.SUBJECT, subject), 1, policy.priority(), null, null, false);
    }

    public Ask with(Dimension dimension, String value) {
        var more = new EnumMap<Dimension, String>(Dimension.class);
        more.putAll(who);
        more.put(dimension, value);
        return new Ask(policy, more, cost, priority, ticket, patience, part, quiet);
    }

    /** The same request under another policy. */
    public Ask with(LimitPolicy other) {
        return new Ask(other, who, cost, priority, ticket, patience, part, quiet);
    }

    public Ask cost(long units) {
        return new Ask(policy, who, units, priority, ticket, patience, part, quiet);
    }

    public Ask priority(Priority other) {
        return new Ask(policy, who, cost, other, ticket, patience, part, quiet);
    }

    public Ask ticket(String id) {
        return new Ask(policy, who, cost, priority, id, patience, part, quiet);
    }

    /** The same request without a place in the queue. */
    public Ask unticketed() {
        return new Ask(policy, who, cost, priority, null, patience, part, quiet);
    }

    public Ask patience(Duration longest) {
        return new Ask(policy, who, cost, priority, ticket, longest, part, quiet);
    }

    public Ask inPart() {
        return new Ask(policy, who, cost, priority, ticket, patience, true, quiet);
    }

    public Ask quietly() {
        return new Ask(policy, who, cost, priority, ticket, patience, part, true);
    }

    /** Whose turn it is within one queue: requests of one flow wait for each other, flows take turns. */
    public String flow() {
        return who.getOrDefault(Dimension.CLIENT, who.getOrDefault(Dimension.SUBJECT, "-"));
    }
}
