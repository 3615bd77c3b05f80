package dev.usher.limit;

import dev.usher.http.Json;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.util.List;

/**
 * Lets everything pass whose policy only watches ({@code shadow: true}). The limiter behind it decides and counts as ever; a
 * denial is told as {@link Admission.Shadowed} and written to the log. Nobody is given a place in a queue that nobody waits in.
 */
public final class ShadowLimiter implements Limiter {
    private final Limiter limiter;
    private final JsonLog log;

    public ShadowLimiter(Limiter limiter, JsonLog log) {
        this.limiter = limiter;
        this.log = log;
    }

    @Override
    public Admission check(Ask ask) {
        var admission = ask.policy().shadow() ? shadowed(limiter.check(ask.unticketed())) : limiter.check(ask);
        var outcome = admission instanceof Admission.Shadowed ? "shadowed" : admission.word();
        log.note("limit decided", Json.object().put("outcome", outcome));
        if (!ask.policy().shadow()) return admission;
        var deniedBy = admission.deniedBy();
        if (deniedBy != null)
            log.info(
                    "limit shadow",
                    Json.object()
                            .put("policy", ask.policy().name())
                            .put("outcome", admission.word())
                            .put("rule", deniedBy.rule())
                            .put("window", deniedBy.window())
                            .put("cost", ask.cost())
                            .put("priority", ask.priority().label())
                            .put("fallback", admission.fallback()));
        return admission;
    }

    @Override
    public Admission peek(Ask ask) {
        return ask.policy().shadow() ? shadowed(limiter.peek(ask.unticketed())) : limiter.peek(ask);
    }

    private static Admission shadowed(Admission admission) {
        return admission instanceof Admission.Admitted ? admission : new Admission.Shadowed(admission);
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
