package dev.usher.search;

import dev.usher.message.State;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log in lists. Each call reads a bounded number of rows whatever the log holds; what was written less than a
 * second ago may be missing. Every method throws {@code StoreUnavailable} when the store can't be reached.
 *
 * <p>{@code after} is the {@link Page#next} of the page before, or null for the first; {@code limit} is 1 to 200.
 */
public interface Search {
    /** What a position looks like, so that one from outside can be checked. */
    Pattern POSITION = Pattern.compile("\\d{13}(#[A-Za-z0-9_.#-]{1,200})?");

    /** Events, by the time they were received. */
    Page<EventRow> events(Criteria criteria, @Nullable String after, int limit);

    /** Deliveries, by the time their events were received. */
    Page<DeliveryRow> deliveries(Criteria criteria, @Nullable String after, int limit);

    /**
     * Deliveries that wait for somebody to act, by since when they do. A dead letter that was replayed is none any more.
     *
     * @param state parked or dead
     */
    Page<DeliveryRow> unresolved(State state, Criteria criteria, @Nullable String after, int limit);
}
