package dev.usher.health;

import dev.usher.incident.Symptom;
import dev.usher.incident.Symptoms;
import java.time.Instant;

/** Tells the symptoms of somebody whose condition has changed. */
final class Telling {
    private final Symptoms symptoms;

    Telling(Symptoms symptoms) {
        this.symptoms = symptoms;
    }

    /**
     * Tells what is not told yet, and gives back the standing that says so. What could not be told is told again with the next
     * round, as the standing is only kept when it was.
     *
     * @param kind what it is called while it is not well; empty for what the condition is
     */
    Standing tell(Standing standing, String kind) {
        var wanted = wanted(standing, kind);
        if (wanted.equals(standing.told())) return standing;
        var subject = standing.subject();
        // The new one first, so that an incident is not over for a moment in between.
        if (!wanted.isEmpty())
            symptoms.tell(
                    new Symptom(subject, wanted, true, standing.judgement().because(), standing.since()));
        if (!standing.told().isEmpty())
            symptoms.tell(new Symptom(subject, standing.told(), false, over(standing), standing.judgedAt()));
        return standing.told(wanted);
    }

    /** Tells that nothing is known to be wrong any more with somebody who is looked at no more. */
    Standing forget(Standing standing, Instant now) {
        var detail = "it is looked at no more";
        symptoms.tell(new Symptom(standing.subject(), standing.told(), false, detail, now));
        return standing.told("");
    }

    private static String over(Standing standing) {
        return standing.maintained() ? "maintenance has begun" : "";
    }

    /** What should be told by now. Somebody of whom nothing is known is what was last known; in maintenance nothing is wrong. */
    private static String wanted(Standing standing, String kind) {
        if (standing.maintained()) return "";
        return switch (standing.condition()) {
            case HEALTHY -> "";
            case DEGRADED -> kind.isEmpty() ? "degraded" : kind;
            case DOWN -> kind.isEmpty() ? "down" : kind;
            case UNKNOWN -> standing.told();
        };
    }
}
