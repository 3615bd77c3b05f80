package dev.usher.health;

import dev.usher.incident.Symptom;
import dev.usher.incident.Symptoms;
import java.time.Duration;
import java.time.Instant;

/** Notices that nobody probes any more; on a schedule of somebody else's, as who is dead can't say so. */
public final class Silence {
    /** Rounds come every minute; without one for this long they are missing. */
    public static final Duration LONGEST = Duration.ofMinutes(5);

    private static final String SUBJECT = "usher:probes";
    private static final String KIND = "silent";

    private final HealthStore store;
    private final Symptoms symptoms;

    public Silence(HealthStore store, Symptoms symptoms) {
        this.store = store;
        this.symptoms = symptoms;
    }

    /**
     * Whether rounds are missing; called every minute. Who has not watched for a while itself, because everything stood still or nobody was
     * to probe, expects rounds from now on.
     */
    public boolean check(Instant now) {
        var beat = store.heartbeat();
        if (beat == null || now.isAfter(beat.watchedAt().plus(LONGEST))) {
            store.expect(now, now);
            return tell(Duration.ZERO, now);
        }
        store.expect(beat.expectedSince(), now);
        return tell(beat.missing(now), now);
    }

    /** Nobody probes by a schedule, so nobody is missed. */
    public void unwatched(Instant now) {
        tell(Duration.ZERO, now);
    }

    /** It is told every time: what was not told once, or not told to be over, is told now. */
    private boolean tell(Duration missing, Instant now) {
        boolean silent = missing.compareTo(LONGEST) > 0;
        var detail = silent ? "nobody was probed for " + missing.toMinutes() + " minutes" : "";
        symptoms.tell(new Symptom(SUBJECT, KIND, silent, detail, silent ? now.minus(missing) : now));
        return silent;
    }
}
