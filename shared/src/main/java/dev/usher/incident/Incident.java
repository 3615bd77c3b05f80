package dev.usher.incident;

import dev.usher.config.Impact;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one subject, or with several that went wrong together.
 *
 * @param id the day and a number, {@code 20261121-17}
 * @param first the impact of its subjects
 * @param impact what it has become of it by age
 * @param began when its first symptom was told
 * @param joinable others of its kind that go wrong before this are part of it
 * @param wrong symptoms that are present
 * @param subjects all that were part of it, in order; empty until it is told
 * @param said how many of them were in an alert
 * @param alerts how many there were
 * @param lastAlert when; the epoch before the first
 * @param raised since when it has its impact
 * @param well since when nothing is wrong; null while something is
 * @param ended when it was resolved; null before
 * @param reopened how often it was
 * @param acknowledged by whom; empty when nobody looks after it
 */
public record Incident(
        String id,
        Stage stage,
        Impact first,
        Impact impact,
        Instant began,
        Instant joinable,
        List<Wrong> wrong,
        List<String> subjects,
        int said,
        int alerts,
        Instant lastAlert,
        Instant raised,
        @Nullable Instant well,
        @Nullable Instant ended,
        int reopened,
        String acknowledged) {
    public Incident {
        wrong = List.copyOf(wrong);
        subjects = List.copyOf(subjects);
    }

    /** Where it stands. */
    public enum Stage {
        /** Told by somebody, not confirmed. Nobody hears of it, and it may pass. */
        PENDING,
        OPEN,
        RESOLVED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException for anything but a label */
        public static Stage of(String label) {
            for (var stage : values()) if (stage.label().equals(label)) return stage;
            throw new IllegalArgumentException("no such stage: " + label);
        }
    }
}
