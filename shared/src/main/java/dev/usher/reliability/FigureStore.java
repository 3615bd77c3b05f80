package dev.usher.reliability;

import dev.usher.message.StoreUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Where figures are kept. Every method throws {@link StoreUnavailable} when the store can't be reached or refuses. */
public interface FigureStore {
    /**
     * Adds to what a slot holds. Not idempotent: when an answer got lost, a repetition counts twice. That is the price of
     * one cheap write; the log of attempts is exact.
     */
    void add(Slot slot, Figures more);

    /**
     * All figures of one destination, in no particular order.
     *
     * @param from the start of the first slot
     * @param until the start of the last slot, included
     */
    List<Reading> read(Span span, String destination, Instant from, Instant until);

    /** Every destination that figures were added for, whether it is still configured or not. */
    Set<String> destinations();

    /** What one slot holds. */
    record Reading(Slot slot, Figures figures) {}
}
