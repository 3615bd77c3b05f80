package dev.usher.incident;

import static dev.usher.incident.Alert.Type.ESCALATED;
import static dev.usher.incident.Alert.Type.OPENED;
import static dev.usher.incident.Alert.Type.REMINDED;
import static dev.usher.incident.Alert.Type.REOPENED;
import static dev.usher.incident.Alert.Type.RESOLVED;
import static dev.usher.incident.Alert.Type.WIDENED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.AlertPolicy;
import dev.usher.config.AlertPolicy.Tier;
import dev.usher.config.Impact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Stories that end as an operator would want them to. */
class SituationTest {
    static final AlertPolicy POLICY = new AlertPolicy(
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            1,
            Map.of(
                    Impact.CRITICAL, tier(0, 2, 15, 0),
                    Impact.MAJOR, tier(1, 3, 60, 120),
                    Impact.MINOR, tier(5, 5, 0, 0)),
            Map.of(
                    "service:pay", Impact.CRITICAL,
                    "service:bank", Impact.CRITICAL,
                    "destination:book", Impact.CRITICAL,
                    "limit:api", Impact.MAJOR,
                    "service:photos", Impact.MINOR));

    private Situation situation = Situation.WELL;
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final List<Alert> alerts = new ArrayList<>();

    private static Tier tier(long confirm, long recover, long remind, long escalate) {
        return new Tier(
                List.of(),
                Duration.ofMinutes(confirm),
                Duration.ofMinutes(recover),
                Duration.ofMinutes(remind),
                Duration.ofMinutes(escalate));
    }

    private void take(Step step) {
        situation = SituationJson.situation(SituationJson.write(step.after()));
        assertThat(situation).as("what is kept is what it was").isEqualTo(step.after());
        alerts.addAll(step.alerts());
    }

    private void tell(String subject, String kind, boolean present) {
        take(situation.tell(new Symptom(subject, kind, present, "because\nof this", now), POLICY, now));
    }

    private void wrong(String subject) {
        tell(subject, "down", true);
    }

    private void well(String subject) {
        tell(subject, "down", false);
    }

    /** Minutes pass, each with its round. */
    private void pass(int minutes) {
        for (int i = 0; i < minutes; i++) {
            now = now.plusSeconds(60);
            take(situation.pass(POLICY, now));
        }
    }

    private List<Alert.Type> said() {
        return alerts.stream().map(Alert::type).toList();
    }

    @Test
    void whatMattersMostIsToldAtOnceAndItsEndWhenItHasLasted() {
        wrong("service:pay");
        assertThat(said()).containsExactly(OPENED);
        wrong("service:pay");
        pass(1);
        well("service:pay");
        pass(1);
        assertThat(said()).containsExactly(OPENED);
        pass(1);
        assertThat(said()).containsExactly(OPENED, RESOLVED);
        pass(30);
        assertThat(situation.incidents()).isEmpty();
        assertThat(alerts.getFirst().incident().wrong().getFirst().detail()).isEqualTo("because of this");
    }

    @Test
    void whatPassesBeforeItIsConfirmedIsNotTold() {
        wrong("service:photos");
        pass(4);
        well("service:photos");
        pass(20);
        assertThat(alerts).isEmpty();
        assertThat(situation.incidents()).isEmpty();
    }

    @Test
    void aFailureDuringRecoveryStartsItAnew() {
        wrong("service:pay");
        for (int i = 0; i < 5; i++) {
            well("service:pay");
            pass(1);
            wrong("service:pay");
        }
        assertThat(said()).containsExactly(OPENED);
    }

    @Test
    void manyThatMatterAsMuchAndFailTogetherAreOneIncident() {
        wrong("service:pay");
        now = now.plusSeconds(20);
        wrong("destination:book");
        wrong("service:bank");
        wrong("service:photos");
        pass(1);
        assertThat(said()).containsExactly(OPENED, WIDENED);
        var widened = alerts.getLast();
        assertThat(widened.incident().subjects()).containsExactly("service:pay", "destination:book", "service:bank");
        assertThat(Wording.of(widened).text()).contains("3 at once: it may be our own network");
        pass(5);
        assertThat(said()).as("the photos, apart").containsExactly(OPENED, WIDENED, OPENED);
        well("service:pay");
        well("service:bank");
        pass(5);
        assertThat(said()).hasSize(3);
        well("destination:book");
        pass(2);
        assertThat(alerts.getLast().type()).isEqualTo(RESOLVED);
        assertThat(alerts.getLast().incident().subjects()).hasSize(3);
    }

    @Test
    void whoIsWrongAgainSoonReopensTheIncidentAndRecoversMoreSlowly() {
        wrong("service:pay");
        well("service:pay");
        pass(2);
        wrong("service:pay");
        well("service:pay");
        pass(3);
        assertThat(said()).containsExactly(OPENED, RESOLVED, REOPENED);
        pass(1);
        assertThat(said()).containsExactly(OPENED, RESOLVED, REOPENED, RESOLVED);
        assertThat(alerts).allMatch(alert -> alert.incident().id().equals("20261121-1"));
        pass(11);
        wrong("service:pay");
        assertThat(alerts.getLast().incident().id()).isEqualTo("20261121-2");
    }

    @Test
    void nobodyIsRemindedOfWhatSomebodyLooksAfter() {
        wrong("service:pay");
        pass(31);
        assertThat(said()).containsExactly(OPENED, REMINDED, REMINDED);
        take(situation.acknowledge("20261121-1", "otto", "", POLICY, now));
        pass(120);
        assertThat(said()).hasSize(3);
        well("service:pay");
        pass(2);
        assertThat(alerts.getLast().type()).isEqualTo(RESOLVED);
        assertThat(Wording.of(alerts.getLast()).text()).contains("Acknowledged by otto.");
    }

    @Test
    void whatNobodyAcknowledgesIsOfTheNextImpactAfterATime() {
        wrong("service:mail");
        pass(121);
        assertThat(said()).containsExactly(OPENED, REMINDED, ESCALATED);
        var escalated = alerts.getLast();
        assertThat(escalated.incident().impact()).isEqualTo(Impact.CRITICAL);
        assertThat(escalated.event().body().text()).contains("\"tiers\":[\"major\",\"critical\"]");
        pass(15);
        assertThat(alerts.getLast().type()).isEqualTo(REMINDED);
    }

    @Test
    void whatAnOperatorResolvedStaysSoUntilSomethingNewIsWrong() {
        wrong("service:pay");
        take(situation.resolve("20261121-1", "otto", "they know", POLICY, now));
        pass(5);
        wrong("service:pay");
        assertThat(said()).containsExactly(OPENED, RESOLVED);
        tell("service:pay", "degraded", true);
        assertThat(said()).containsExactly(OPENED, RESOLVED, REOPENED);
    }

    @Test
    void abuseIsToldAtOnceAndIsOverWhenItIsNotSeenAnyMore() {
        tell("limit:api", "abuse", true);
        assertThat(said()).containsExactly(OPENED);
        pass(15);
        tell("limit:api", "abuse", true);
        pass(19);
        assertThat(said()).containsExactly(OPENED);
        pass(10);
        assertThat(said()).containsExactly(OPENED, RESOLVED);
    }

    @Test
    void aChangeOfAServiceIsOverWhenNobodySeesItAnyMore() {
        tell("service:pay", "schema-changed", true);
        pass(30);
        tell("service:pay", "schema-changed", true);
        pass(59);
        assertThat(said()).contains(OPENED).doesNotContain(RESOLVED);
        pass(30);
        assertThat(said()).endsWith(RESOLVED);
    }

    @Test
    void whoIsNotAmongAllThatAreWrongIsWell() {
        take(all("service:pay gone", "service:bank gone"));
        assertThat(alerts.getLast().incident().wrong()).hasSize(1);
        take(all("service:bank gone"));
        assertThat(situation.incidents().getFirst().wrong()).singleElement().satisfies(one -> assertThat(one.subject())
                .isEqualTo("service:bank"));
        assertThat(all("service:bank gone").after()).isEqualTo(situation);
        take(all("service:bank down"));
        assertThat(situation.incidents().getFirst().well())
                .as("not for a moment in between")
                .isNull();
    }

    /** These, of the kinds {@code gone} and {@code down}, and no others. */
    private Step all(String... present) {
        var symptoms = Stream.of(present)
                .map(one -> one.split(" ", -1))
                .map(one -> new Symptom(one[0], one[1], true, "", now))
                .toList();
        return situation.tellAll(Set.of("gone", "down"), symptoms, POLICY, now);
    }

    @Test
    void whatIsDismissedKeepsNothingOpen() {
        wrong("service:pay");
        take(situation.resolve("20261121-1", "otto", "they know", POLICY, now));
        tell("service:pay", "degraded", true);
        tell("service:pay", "degraded", false);
        pass(4);
        assertThat(said()).containsExactly(OPENED, RESOLVED, REOPENED, RESOLVED);
        pass(60);
        assertThat(said()).as("no reminders").hasSize(4);
    }

    /** DynamoDB takes a hundred items in a transaction, and refuses one of more for ever. */
    @Test
    void aStepIsNeverMoreThanATransactionTakes() {
        var began = now.minus(Duration.ofMinutes(125));
        var open = IntStream.range(0, 40).mapToObj(i -> worseAndOld(i, began)).toList();
        situation = new Situation(40, open);
        for (int minutes = 0; minutes < 3; minutes++) {
            var step = situation.pass(POLICY, now);
            long changed =
                    step.notes().stream().map(Step.Note::incident).distinct().count();
            assertThat(1 + 3 * changed + step.alerts().size()).isLessThanOrEqualTo(100);
            take(step);
        }
        assertThat(said()).hasSize(80).containsOnly(WIDENED, ESCALATED);
    }

    /** All is one item. */
    @Test
    void whatMayBeReopenedIsBounded() {
        var over = new ArrayList<Incident>();
        for (int i = 0; i < 300; i++) over.add(resolved(i));
        situation = new Situation(300, over);
        pass(1);
        assertThat(situation.incidents()).hasSize(Situation.MOST_RESOLVED);
        assertThat(situation.incidents().getFirst().id()).isEqualTo("20261121-100");
    }

    /** As many seconds later than the first as it has numbers. */
    private Incident resolved(int number) {
        var ended = now.minusSeconds(310).plusSeconds(number);
        return new Incident(
                "20261121-" + number,
                Incident.Stage.RESOLVED,
                Impact.MAJOR,
                Impact.MAJOR,
                ended,
                ended,
                List.of(),
                List.of("service:s" + number),
                1,
                2,
                ended,
                ended,
                ended,
                ended,
                0,
                "");
    }

    /** Another subject is wrong since a while, and nobody looked after the first. */
    private Incident worseAndOld(int number, Instant began) {
        var first = new Wrong("service:a" + number, "down", "", began, began, began, false);
        var second = new Wrong("service:b" + number, "down", "", began, began, began, false);
        return new Incident(
                "20261121-" + number,
                Incident.Stage.OPEN,
                Impact.MAJOR,
                Impact.MAJOR,
                began,
                began,
                List.of(first, second),
                List.of(first.subject()),
                1,
                1,
                now.minusSeconds(60),
                began,
                null,
                null,
                0,
                "");
    }

    @Test
    void anAlertIsAnEventWithAnIdentityOfItsOwn() {
        wrong("service:pay");
        well("service:pay");
        pass(2);
        var events = alerts.stream().map(Alert::event).toList();
        assertThat(events).extracting(event -> event.type()).containsExactly("incident.opened", "incident.resolved");
        assertThat(events).extracting(event -> event.id()).doesNotHaveDuplicates();
        assertThat(events).allSatisfy(event -> {
            assertThat(event.source()).isEqualTo("usher");
            assertThat(event.context()).containsEntry("subject", "service:pay").containsEntry("impact", "critical");
        });
        assertThat(Wording.of(alerts.getFirst()).title()).isEqualTo("[CRITICAL] service pay is down");
        assertThat(Wording.of(alerts.getLast()).title()).isEqualTo("[CRITICAL] service pay is well again");
        assertThat(Wording.of(alerts.getLast()).text())
                .isEqualTo("Incident 20261121-1, began 2026-11-21T10:00:00Z, 2 min in all.");
    }
}
