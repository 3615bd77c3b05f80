package dev.usher.limit;

import dev.usher.config.LimitPolicy;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** A limiter within one process: what a policy means, readable, and what is left when the shared store is away. */
public final class LocalLimiter implements Limiter {
    private final ConcurrentHashMap<String, Windows> subjects = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final boolean fallback;

    /** @param fallback marks the decisions as made without the shared store */
    public LocalLimiter(InstantSource clock, boolean fallback) {
        this.clock = clock;
        this.fallback = fallback;
    }

    @Override
    public Admission admit(String subject, LimitPolicy policy) {
        var answer = new AtomicReference<Admission>();
        subjects.compute(subject, (name, before) -> {
            var decided = (before == null ? Windows.UNUSED : before).admit(policy, clock.millis(), fallback);
            answer.set(decided.admission());
            return decided.after();
        });
        return java.util.Objects.requireNonNull(answer.get());
    }

    @Override
    public void refund(String subject, LimitPolicy policy, Admission admission) {
        if (!(admission instanceof Admission.Refused))
            subjects.computeIfPresent(subject, (name, before) -> before.refund());
    }
}
