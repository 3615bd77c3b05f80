package dev.usher.incident;

import java.time.Instant;

/**
 * A symptom that is present.
 *
 * @param since as whoever told it first says
 * @param told when it was told first, which its confirmation counts from
 * @param heard when it was told last
 * @param dismissed an operator resolved the incident although it was there: it counts for nothing until it is over
 */
public record Wrong(
        String subject, String kind, String detail, Instant since, Instant told, Instant heard, boolean dismissed) {
    boolean is(Symptom symptom) {
        return subject.equals(symptom.subject()) && kind.equals(symptom.kind());
    }

    Wrong heard(Instant now) {
        return new Wrong(subject, kind, detail, since, told, now, dismissed);
    }

    Wrong dismiss() {
        return new Wrong(subject, kind, detail, since, told, heard, true);
    }
}
