package dev.usher.webhook;

import dev.usher.message.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where rejections are kept, for {@link #KEPT}. Every method throws {@link StoreUnavailable} when the store can't be reached or refuses. */
public interface RejectionStore {
    /** How long a rejection is kept. */
    Duration KEPT = Duration.ofHours(24);

    void add(Rejection rejection);

    /**
     * The newest rejections of a source. Reads a bounded number of items, so a page may be short, or empty, and still not
     * be the last.
     *
     * @param before only those with a smaller id; null from the newest on
     * @param reason only those with this reason; null for all
     * @param limit 1 or more
     */
    Page newest(String source, @Nullable String before, @Nullable String reason, int limit);

    /**
     * Some rejections, newest first.
     *
     * @param examinedTo the id of the oldest item that was looked at; null when there is nothing older
     */
    record Page(List<Rejection> rejections, @Nullable String examinedTo) {
        public Page {
            rejections = List.copyOf(rejections);
        }
    }
}
