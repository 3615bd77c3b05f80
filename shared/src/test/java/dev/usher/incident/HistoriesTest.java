package dev.usher.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.AlertPolicy;
import dev.usher.incident.Incident.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever happens in whatever order, what people are told makes sense. */
class HistoriesTest {
    private static final AlertPolicy POLICY = SituationTest.POLICY;
    private static final List<String> SUBJECTS = List.of(
            "service:pay",
            "service:bank",
            "destination:book",
            "service:mail",
            "destination:x",
            "service:photos",
            "limit:api");

    /** Alerts of one subject in an hour, reminders not counted: as often as a recovery can double, there and back, and what is apart. */
    private static final int MOST_AN_HOUR = 14;

    @Test
    void everyIncidentIsOpenedOnceAndEnds() {
        for (int seed = 0; seed < 120; seed++) new History(seed, true).play(400);
    }

    @Test
    void nobodyIsToldTooOften() {
        for (int seed = 1000; seed < 1080; seed++) new History(seed, false).play(400);
    }

    private static final class History {
        private final Random random;
        private final boolean operators;
        private final String name;
        private final Set<String> wrong = new HashSet<>();
        private final Map<String, List<Alert>> byIncident = new HashMap<>();
        private final Map<String, List<Alert>> bySubject = new HashMap<>();
        private Situation situation = Situation.WELL;
        private Instant now = Instant.parse("2026-11-21T10:00:00Z");

        History(int seed, boolean operators) {
            this.random = new Random(seed);
            this.operators = operators;
            this.name = "seed " + seed;
        }

        void play(int steps) {
            for (int i = 0; i < steps; i++) {
                now = now.plusSeconds(random.nextInt(120));
                step();
                holds();
            }
            for (var what : List.copyOf(wrong)) tell(what, false);
            for (int i = 0; i < 4 * 60; i++) {
                now = now.plusSeconds(60);
                take(situation.pass(POLICY, now));
            }
            assertThat(situation.incidents()).as(name).isEmpty();
            byIncident.values().forEach(this::endsWell);
            bySubject.values().forEach(this::isBearable);
        }

        private void step() {
            var subject = SUBJECTS.get(random.nextInt(SUBJECTS.size()));
            switch (random.nextInt(operators ? 12 : 8)) {
                case 0, 1, 2 -> tell(subject + " down", true);
                case 3, 4 -> tell(subject + " down", false);
                case 5 -> tell(subject + " breaker-open", random.nextBoolean());
                case 6, 7 -> take(situation.pass(POLICY, now));
                case 8 -> act(id -> situation.acknowledge(id, "otto", "", POLICY, now));
                case 9 -> act(id -> situation.resolve(id, "otto", "", POLICY, now));
                case 10 -> act(id -> situation.note(id, "otto", "hm", POLICY, now));
                default -> now = now.plusSeconds(random.nextInt(1200));
            }
        }

        private void tell(String what, boolean present) {
            if (present) wrong.add(what);
            else wrong.remove(what);
            var parts = what.split(" ", -1);
            take(situation.tell(new Symptom(parts[0], parts[1], present, "", now), POLICY, now));
        }

        private void act(java.util.function.Function<String, Step> act) {
            var open = situation.incidents().stream()
                    .filter(one -> one.stage() == Stage.OPEN)
                    .toList();
            if (!open.isEmpty())
                take(act.apply(open.get(random.nextInt(open.size())).id()));
        }

        private void take(Step step) {
            situation = step.after();
            for (var alert : step.alerts()) {
                byIncident
                        .computeIfAbsent(alert.incident().id(), id -> new ArrayList<>())
                        .add(alert);
                alert.incident().subjects().forEach(one -> bySubject
                        .computeIfAbsent(one, id -> new ArrayList<>())
                        .add(alert));
            }
        }

        /** What is true after every step. */
        private void holds() {
            var open = situation.incidents().stream()
                    .filter(one -> one.stage() != Stage.RESOLVED)
                    .toList();
            var owned = new HashSet<String>();
            for (var incident : open)
                for (var subject : subjects(incident))
                    assertThat(owned.add(subject))
                            .as(name + ": two incidents of " + subject)
                            .isTrue();
            var known = new HashSet<String>();
            for (var incident : situation.incidents())
                for (var one : incident.wrong()) known.add(one.subject() + " " + one.kind());
            assertThat(known)
                    .as(name + ": what is wrong is known, and nothing else")
                    .isEqualTo(wrong);
            var round = situation.pass(POLICY, now).after();
            for (var incident : round.incidents())
                for (var one : incident.wrong())
                    if (!one.dismissed() && lasted(one)) {
                        assertThat(incident.stage()).as(name + ": " + one).isEqualTo(Stage.OPEN);
                        assertThat(incident.subjects()).as(name).contains(one.subject());
                    }
        }

        private static Set<String> subjects(Incident incident) {
            var subjects = new HashSet<>(incident.subjects());
            incident.wrong().forEach(one -> subjects.add(one.subject()));
            return subjects;
        }

        private boolean lasted(Wrong one) {
            var confirm = POLICY.tier(POLICY.impactOf(one.subject())).confirm();
            return !now.isBefore(one.told().plus(confirm));
        }

        private void endsWell(List<Alert> alerts) {
            boolean open = false;
            for (int i = 0; i < alerts.size(); i++) {
                var alert = alerts.get(i);
                assertThat(alert.incident().alerts()).as(name).isEqualTo(i + 1);
                switch (alert.type()) {
                    case OPENED -> assertThat(i).as(name + ": opened once").isZero();
                    case REOPENED -> assertThat(open || i == 0).as(name).isFalse();
                    case RESOLVED, WIDENED -> assertThat(open).as(name).isTrue();
                    case REMINDED, ESCALATED -> {
                        assertThat(open).as(name).isTrue();
                        assertThat(alert.incident().acknowledged()).as(name).isEmpty();
                        assertThat(alert.incident().wrong()).as(name).isNotEmpty();
                    }
                }
                if (alert.type() == Alert.Type.REMINDED)
                    assertThat(Duration.between(alerts.get(i - 1).at(), alert.at()))
                            .as(name)
                            .isGreaterThanOrEqualTo(
                                    POLICY.tier(alert.incident().impact()).remind());
                open = alert.type() != Alert.Type.RESOLVED;
            }
            assertThat(open).as(name + ": its end is told").isFalse();
        }

        private void isBearable(List<Alert> alerts) {
            if (operators) return;
            var changes = alerts.stream()
                    .filter(alert -> alert.type() != Alert.Type.REMINDED)
                    .toList();
            for (var first : changes) {
                var end = first.at().plus(Duration.ofHours(1));
                long hour = changes.stream()
                        .filter(alert ->
                                !alert.at().isBefore(first.at()) && alert.at().isBefore(end))
                        .count();
                assertThat(hour).as(name).isLessThanOrEqualTo(MOST_AN_HOUR);
            }
        }
    }
}
