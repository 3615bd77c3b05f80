package dev.usher.incident;

import java.util.List;
import java.util.Set;

/** Who is told, time and again, of all that is wrong of some kinds: what was missed or not noted once is made good the next time. */
@FunctionalInterface
public interface AllSymptoms {
    /**
     * Tells who all have a symptom of these kinds; whoever is not among them has none, or none any more.
     *
     * @param present of these kinds, all of them
     * @throws dev.usher.message.StoreUnavailable when it could not be noted
     */
    void tellAll(Set<String> kinds, List<Symptom> present);
}
