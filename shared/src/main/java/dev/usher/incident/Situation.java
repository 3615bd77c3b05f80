package dev.usher.incident;

import dev.usher.config.AlertPolicy;
import dev.usher.incident.Incident.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is wrong now, and all that was until a moment ago. Pure: each method answers what becomes of it, and who is to be told.
 *
 * @param number of the last incident
 * @param incidents those that are not resolved, and those that may be reopened
 */
public record Situation(long number, List<Incident> incidents) {
    public static final Situation WELL = new Situation(0, List.of());

    /** Symptoms kept, at most; a subject that is not here already is let go beyond. */
    static final int MOST_WRONG = 500;

    /** Incidents that one step changes, at most, as they are written in one transaction; others change with the next. */
    static final int MOST_CHANGED = 20;

    /** What one step writes, at most, before it takes another incident: DynamoDB takes 100 items in a transaction. */
    private static final int MOST_WRITTEN = 90;

    /** Itself, its place in the list, and what happened to it. */
    private static final int ITEMS_OF_EACH = 3;

    /** Resolved incidents that may be reopened, at most: all is one item, and DynamoDB takes 400 KB. Who ended first is forgotten first. */
    static final int MOST_RESOLVED = 200;

    /** A resolved incident is forgotten after this, though what was dismissed never ended. */
    static final Duration DISMISSED = Duration.ofDays(7);

    /** The longest detail kept of a symptom, in characters. */
    static final int DETAIL_CHARS = 200;

    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    public Situation {
        incidents = List.copyOf(incidents);
    }

    /** Whether symptoms of further subjects are let go. */
    boolean isFull() {
        return incidents.stream().mapToInt(incident -> incident.wrong().size()).sum() >= MOST_WRONG;
    }

    /** Somebody says what is wrong, or well again. */
    public Step tell(Symptom symptom, AlertPolicy policy, Instant now) {
        var work = new Work(policy, now);
        work.tell(symptom);
        return work.done();
    }

    /**
     * Somebody says who all have symptoms of these kinds; whoever is not among them has none.
     *
     * @param present those first, so that who has another one than before is not well for a moment in between
     */
    public Step tellAll(Set<String> kinds, List<Symptom> present, AlertPolicy policy, Instant now) {
        var work = new Work(policy, now);
        var told = new ArrayList<>(present);
        incidents.stream()
                .flatMap(incident -> incident.wrong().stream())
                .filter(wrong ->
                        kinds.contains(wrong.kind()) && present.stream().noneMatch(wrong::is))
                .forEach(wrong -> told.add(new Symptom(wrong.subject(), wrong.kind(), false, "", now)));
        for (var symptom : told) if (!work.isFull()) work.tell(symptom);
        return work.done();
    }

    /** Time has passed. */
    public Step pass(AlertPolicy policy, Instant now) {
        var work = new Work(policy, now);
        for (var course : work.courses) if (!work.isFull()) course.pass();
        return work.done();
    }

    /** An operator looks after it: no reminders, no escalation. */
    public Step acknowledge(String id, String by, String text, AlertPolicy policy, Instant now) {
        return act(id, policy, now, course -> course.acknowledge(by, text));
    }

    public Step note(String id, String by, String text, AlertPolicy policy, Instant now) {
        return act(id, policy, now, course -> course.note("note", by, text));
    }

    /** An operator says that it is over. What is wrong still is dismissed until it is over itself. */
    public Step resolve(String id, String by, String text, AlertPolicy policy, Instant now) {
        return act(id, policy, now, course -> course.resolve(by, text));
    }

    private Step act(String id, AlertPolicy policy, Instant now, Consumer<Course> act) {
        var work = new Work(policy, now);
        work.courses.stream().filter(course -> course.id.equals(id)).forEach(act);
        return work.done();
    }

    /** The incident of this number; null when it is not here any more. */
    public @Nullable Incident find(String id) {
        return incidents.stream()
                .filter(incident -> incident.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static Set<Incident> tooMany(List<Incident> incidents) {
        return incidents.stream()
                .filter(incident -> incident.stage() == Stage.RESOLVED)
                .sorted(Comparator.comparing(Situation::ended).reversed())
                .skip(MOST_RESOLVED)
                .collect(Collectors.toSet());
    }

    private static Instant ended(Incident incident) {
        var ended = incident.ended();
        return ended == null ? Instant.EPOCH : ended;
    }

    /** One step in the making. */
    private final class Work {
        private final AlertPolicy policy;
        private final Instant now;
        private final List<Course> courses = new ArrayList<>();
        private final List<Step.Note> notes = new ArrayList<>();
        private final List<Alert> alerts = new ArrayList<>();
        private long last = number;

        Work(AlertPolicy policy, Instant now) {
            this.policy = policy;
            this.now = now;
            for (var incident : incidents) courses.add(new Course(incident, policy, now, notes, alerts));
        }

        boolean isFull() {
            long changed = notes.stream().map(Step.Note::incident).distinct().count();
            return changed >= MOST_CHANGED || ITEMS_OF_EACH * changed + alerts.size() >= MOST_WRITTEN;
        }

        void tell(Symptom symptom) {
            var owner = courses.stream()
                    .filter(course -> course.knows(symptom))
                    .findFirst()
                    .orElseGet(() -> owner(symptom.subject()));
            if (owner == null && symptom.present()) owner = joinedOrNew(symptom.subject());
            if (owner != null) owner.tell(symptom);
        }

        /** The incident that it belongs to: one that is not resolved before one that is, a late one before an early one. */
        private @Nullable Course owner(String subject) {
            return courses.stream()
                    .filter(course -> course.owns(subject))
                    .max(Comparator.comparing((Course course) -> course.stage != Stage.RESOLVED)
                            .thenComparing(course -> course.began))
                    .orElse(null);
        }

        private @Nullable Course joinedOrNew(String subject) {
            if (courses.stream().mapToInt(course -> course.wrong.size()).sum() >= MOST_WRONG) return null;
            Predicate<Course> joinable = course -> course.takes(subject);
            var joined = courses.stream().filter(joinable).findFirst();
            if (joined.isPresent()) return joined.get();
            last++;
            var id = DAY.format(now.atOffset(ZoneOffset.UTC).toLocalDate()) + "-" + last;
            var impact = policy.impactOf(subject);
            var fresh = new Incident(
                    id,
                    Stage.PENDING,
                    impact,
                    impact,
                    now,
                    now.plus(policy.together()),
                    List.of(),
                    List.of(),
                    0,
                    0,
                    Instant.EPOCH,
                    now,
                    null,
                    null,
                    0,
                    "");
            var course = new Course(fresh, policy, now, notes, alerts);
            courses.add(course);
            return course;
        }

        Step done() {
            var after = courses.stream()
                    .filter(course -> !course.isGone())
                    .map(Course::incident)
                    .collect(Collectors.toCollection(ArrayList::new));
            after.removeAll(tooMany(after));
            return new Step(new Situation(last, after), notes, alerts);
        }
    }
}
