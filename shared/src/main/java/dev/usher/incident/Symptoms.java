package dev.usher.incident;

/** Who is told what is wrong. Saying the same again changes nothing. */
@FunctionalInterface
public interface Symptoms {
    /** Nobody. */
    Symptoms NOBODY = symptom -> {};

    /**
     * @throws dev.usher.message.StoreUnavailable when it could not be noted; say it again later
     */
    void tell(Symptom symptom);
}
