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

    /** Whether rounds are missing. What could not be told, or noted, is told again the next time. */
    public boolean check(Instant now) {
        var beat = store.heartbeat();
        if (beat == null) {
            store.expect(now);
            return false;
        }
        var age = beat.age(now);
        boolean silent = age.compareTo(LONGEST) > 0;
        if (silent == beat.toldSilent()) return silent;
        var detail = silent ? "nobody was probed for " + age.toMinutes() + " minutes" : "";
        symptoms.tell(new Symptom(SUBJECT, KIND, silent, detail, silent ? now.minus(age) : now));
        store.toldSilent(silent);
        return silent;
    }
}
