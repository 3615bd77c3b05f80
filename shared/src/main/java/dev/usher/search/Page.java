package dev.usher.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param items may be fewer than asked for, or none, although more follow: a page ends early when it took too much reading
 * @param next where the next page goes on; null when there is none
 */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }
}
