package dev.usher.limit;

import java.time.Duration;
import java.util.List;

/** Counts what is done against policies. Thread-safe; answers within 50 ms whatever its store does. */
public interface Limiter {
    /** Takes the units from every window of every scope that the request concerns, or none from any. */
    Admission check(Ask ask);

    /** What {@link #check} would answer, changing nothing. */
    Admission peek(Ask ask);

    /**
     * Gives back what an admission took: the thing did not happen after all. What has left its window since is not given
     * back.
     *
     * @return false when it was given back before, or when the store could not be reached
     */
    boolean refund(Charge charge);

    /**
     * What a third party said of its own budget counts more than our windows: at most this many units until then, for all
     * environments. Never widens what another answer has closed before.
     *
     * @param left units, 0 or more; 0 is a cooldown
     * @param until how long from now; nothing changes when that is over already
     */
    void heed(Ask ask, long left, Duration until);

    /**
     * Multiplies the limits of the scope that a request's subject stands for, until it expires. 1000 thousandths is neutral.
     *
     * @param thousandths 1 or more
     * @param until how long from now; nothing changes when that is over already
     */
    void scale(Ask ask, int thousandths, Duration until);

    /** Everything that decides about this request, changing nothing; empty when the store can't be reached. */
    List<Explanation> explain(Ask ask);
}
