package dev.usher.abuse;

import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Charge;
import dev.usher.limit.Explanation;
import dev.usher.limit.Limiter;
import java.time.Duration;
import java.util.List;

/** A limiter whose checks are noted. */
public final class RecordedLimiter implements Limiter {
    private final Limiter limiter;
    private final Recorder recorder;

    public RecordedLimiter(Limiter limiter, Recorder recorder) {
        this.limiter = limiter;
        this.recorder = recorder;
    }

    @Override
    public Admission check(Ask ask) {
        var admission = limiter.check(ask);
        if (admission instanceof Admission.Admitted || !ask.quiet()) recorder.note(ask, admission);
        return admission;
    }

    @Override
    public Admission peek(Ask ask) {
        return limiter.peek(ask);
    }

    @Override
    public boolean refund(Charge charge) {
        return limiter.refund(charge);
    }

    @Override
    public void heed(Ask ask, long left, Duration until) {
        limiter.heed(ask, left, until);
    }

    @Override
    public void scale(Ask ask, int thousandths, Duration until) {
        limiter.scale(ask, thousandths, until);
    }

    @Override
    public List<Explanation> explain(Ask ask) {
        return limiter.explain(ask);
    }
}
