package dev.usher.incident;

import java.util.List;

/**
 * What a {@link Situation} came to.
 *
 * @param after equal to the one before when nothing changed, unless there are notes
 * @param notes for the timelines of incidents, in order
 * @param alerts to be stored together with it
 */
public record Step(Situation after, List<Note> notes, List<Alert> alerts) {
    public Step {
        notes = List.copyOf(notes);
        alerts = List.copyOf(alerts);
    }

    /** An entry of an incident's timeline. */
    public record Note(String incident, Moment moment) {}
}
