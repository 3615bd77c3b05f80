package dev.usher.incident;

import dev.usher.config.AlertPolicy;
import dev.usher.config.Impact;
import dev.usher.incident.Incident.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One incident while it is decided what becomes of it. It changes; what it is made from and what comes of it does not. */
final class Course {
    /** Kinds that whoever tells them has made sure of, so that they are not confirmed again. */
    private static final Set<String> SURE = Set.of("abuse");

    /** Kinds of which nobody tells the end: they are over when they were not told for this long. */
    private static final Map<String, Duration> LAPSE =
            Map.of("abuse", Duration.ofMinutes(20), "schema-changed", Duration.ofHours(1));

    /** However often it was reopened, when all is well for this long it is over. */
    static final Duration LONGEST_RECOVERY = Duration.ofHours(1);

    /** What can fail by one cause: third parties, receivers, and what reaches both. */
    private static final Set<String> REACHED = Set.of("service", "destination", "usher");

    final String id;
    final Instant began;
    final List<Wrong> wrong;
    Stage stage;

    private final AlertPolicy policy;
    private final Instant now;
    private final List<Step.Note> notes;
    private final List<Alert> raisedAlerts;
    private final Impact first;
    private final List<String> subjects;
    private Impact impact;
    private Instant joinable;
    private int said;
    private int alerts;
    private Instant lastAlert;
    private Instant raised;
    private @Nullable Instant well;
    private @Nullable Instant ended;
    private int reopened;
    private String acknowledged;

    /** @param notes and {@code alerts}: what happens is added to them */
    Course(Incident from, AlertPolicy policy, Instant now, List<Step.Note> notes, List<Alert> alerts) {
        this.policy = policy;
        this.now = now;
        this.notes = notes;
        this.raisedAlerts = alerts;
        this.id = from.id();
        this.stage = from.stage();
        this.first = from.first();
        this.impact = from.impact();
        this.began = from.began();
        this.joinable = from.joinable();
        this.wrong = new ArrayList<>(from.wrong());
        this.subjects = new ArrayList<>(from.subjects());
        this.said = from.said();
        this.alerts = from.alerts();
        this.lastAlert = from.lastAlert();
        this.raised = from.raised();
        this.well = from.well();
        this.ended = from.ended();
        this.reopened = from.reopened();
        this.acknowledged = from.acknowledged();
    }

    Incident incident() {
        return new Incident(
                id,
                stage,
                first,
                impact,
                began,
                joinable,
                wrong,
                subjects,
                said,
                alerts,
                lastAlert,
                raised,
                well,
                ended,
                reopened,
                acknowledged);
    }

    /** Whether what is said of this subject is said of this incident. */
    boolean owns(String subject) {
        boolean lives = ended == null || now.isBefore(ended.plus(policy.again()));
        var present = wrong.stream().filter(one -> !one.dismissed()).toList();
        if (present.stream().anyMatch(one -> one.subject().equals(subject))) return true;
        return subjects.contains(subject) && (lives || !present.isEmpty());
    }

    boolean knows(Symptom symptom) {
        return wrong.stream().anyMatch(one -> one.is(symptom));
    }

    /** Whether a subject that goes wrong now is part of it: it matters as much, and may have the same cause. */
    boolean takes(String subject) {
        if (stage == Stage.RESOLVED || !now.isBefore(joinable) || policy.impactOf(subject) != first) return false;
        var mine = subjects.isEmpty() ? wrong.getFirst().subject() : subjects.getFirst();
        return group(mine).equals(group(subject));
    }

    private static String group(String subject) {
        var kind = subject.substring(0, Math.max(0, subject.indexOf(':')));
        return REACHED.contains(kind) ? "reached" : kind;
    }

    /** It never came to anything, or it is long over. */
    boolean isGone() {
        return switch (stage) {
            case PENDING -> wrong.isEmpty();
            case OPEN -> false;
            case RESOLVED ->
                ended != null && isOver(ended.plus(wrong.isEmpty() ? policy.again() : Situation.DISMISSED));
        };
    }

    void tell(Symptom symptom) {
        int at = -1;
        for (int i = 0; i < wrong.size(); i++) if (wrong.get(i).is(symptom)) at = i;
        if (symptom.present() && at >= 0) {
            heardAgain(at);
            return;
        }
        if (!symptom.present() && at < 0) return;
        if (symptom.present()) wrong.add(fresh(symptom));
        else wrong.remove(at);
        if (stage != Stage.PENDING) {
            var text = symptom.subject() + " " + symptom.kind();
            note(symptom.present() ? "wrong" : "over", "", symptom.present() ? said(text, symptom) : text);
        }
        pass();
    }

    private void heardAgain(int at) {
        var known = wrong.get(at);
        var lapse = LAPSE.get(known.kind());
        if (lapse == null || now.isBefore(known.heard().plus(lapse.dividedBy(4)))) return;
        wrong.set(at, known.heard(now));
    }

    private static String said(String text, Symptom symptom) {
        var detail = oneLine(symptom.detail());
        return detail.isEmpty() ? text : text + ": " + detail;
    }

    private Wrong fresh(Symptom symptom) {
        var since = symptom.at().isAfter(now) ? now : symptom.at();
        return new Wrong(symptom.subject(), symptom.kind(), oneLine(symptom.detail()), since, now, now, false);
    }

    private static String oneLine(String text) {
        var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= Situation.DETAIL_CHARS ? line : line.substring(0, Situation.DETAIL_CHARS);
    }

    /** Whatever is due now happens. */
    void pass() {
        wrong.removeIf(one -> LAPSE.containsKey(one.kind())
                && isOver(one.heard().plus(LAPSE.getOrDefault(one.kind(), Duration.ZERO))));
        var confirmed = confirmed();
        switch (stage) {
            case PENDING -> {
                if (!confirmed.isEmpty()) open(confirmed);
            }
            case OPEN -> goOn(confirmed);
            case RESOLVED -> {
                if (!confirmed.isEmpty()) reopen(confirmed);
            }
        }
    }

    /** The subjects with a symptom that has lasted. */
    private Set<String> confirmed() {
        var confirmed = new LinkedHashSet<String>();
        for (var one : wrong) {
            var least = SURE.contains(one.kind())
                    ? Duration.ZERO
                    : policy.tier(first).confirm();
            if (!one.dismissed() && isOver(one.told().plus(least))) confirmed.add(one.subject());
        }
        return confirmed;
    }

    private void open(Set<String> confirmed) {
        stage = Stage.OPEN;
        subjects.addAll(confirmed);
        for (var one : wrong) {
            var text = one.subject() + " " + one.kind() + (one.detail().isEmpty() ? "" : ": " + one.detail());
            notes.add(new Step.Note(id, new Moment(one.told(), "wrong", "", text, null)));
        }
        alert(Alert.Type.OPENED, "", "");
    }

    private void reopen(Set<String> confirmed) {
        stage = Stage.OPEN;
        ended = null;
        well = null;
        acknowledged = "";
        reopened++;
        raised = now;
        joinable = now.plus(policy.together());
        join(confirmed);
        alert(Alert.Type.REOPENED, "", "");
    }

    private void goOn(Set<String> confirmed) {
        join(confirmed);
        if (said < subjects.size() && isOver(joinable)) alert(Alert.Type.WIDENED, "", "");
        if (wrong.stream().allMatch(Wrong::dismissed)) {
            if (well == null) well = now;
            if (isOver(well.plus(recovery()))) end("", "");
            return;
        }
        well = null;
        if (!acknowledged.isEmpty()) return;
        var tier = policy.tier(impact);
        if (tier.escalate().isPositive() && impact != Impact.CRITICAL && isOver(raised.plus(tier.escalate()))) {
            impact = impact.next();
            raised = now;
            alert(Alert.Type.ESCALATED, "", "");
        } else if (tier.remind().isPositive() && isOver(lastAlert.plus(tier.remind()))) {
            alert(Alert.Type.REMINDED, "", "");
        }
    }

    private void join(Set<String> confirmed) {
        for (var subject : confirmed) if (!subjects.contains(subject)) subjects.add(subject);
    }

    /** Longer each time that it came too early. */
    private Duration recovery() {
        var usual = policy.tier(impact).recover();
        var longer = usual.multipliedBy(1L << Math.min(reopened, 12));
        return longer.compareTo(LONGEST_RECOVERY) > 0 ? LONGEST_RECOVERY : longer;
    }

    private void end(String by, String text) {
        stage = Stage.RESOLVED;
        ended = now;
        alert(Alert.Type.RESOLVED, by, text);
    }

    void acknowledge(String by, String text) {
        acknowledged = by;
        note("acknowledged", by, text);
    }

    void resolve(String by, String text) {
        wrong.replaceAll(Wrong::dismiss);
        end(by, text);
    }

    void note(String what, String by, String text) {
        notes.add(new Step.Note(id, new Moment(now, what, by, text, null)));
    }

    private void alert(Alert.Type type, String by, String text) {
        alerts++;
        lastAlert = now;
        said = subjects.size();
        var alert = new Alert(type, incident(), now);
        raisedAlerts.add(alert);
        notes.add(new Step.Note(id, new Moment(now, type.label(), by, text, alert.id())));
    }

    private boolean isOver(Instant end) {
        return !now.isBefore(end);
    }
}
