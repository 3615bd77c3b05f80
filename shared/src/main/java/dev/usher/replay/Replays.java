package dev.usher.replay;

import dev.usher.search.Page;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where replay jobs are kept, for 90 days. Every method throws {@code StoreUnavailable} on an outage. */
public interface Replays {
    /** Keeps a new job. False, and nothing changed, when its id is taken. */
    boolean create(ReplayJob job);

    /** Null when there is none. */
    @Nullable
    ReplayJob find(String id);

    /** Jobs, newest first; see {@code Search} for paging. */
    Page<ReplayJob> list(@Nullable String after, int limit);

    /**
     * Writes how far a job has come after a slice.
     *
     * @param before as it was read
     * @return false, and nothing changed, when the slice was recorded already. A cancellation that came meanwhile stands.
     */
    boolean advance(ReplayJob before, ReplayJob.Progress after);

    /** Asks a running job to stop. False when it is not running. */
    boolean cancel(String id);

    /** Jobs whose next slice should have been worked by now. */
    List<ReplayJob> overdue(Instant now, int atMost);
}
