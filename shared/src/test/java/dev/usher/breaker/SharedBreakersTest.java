package dev.usher.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.Passage.Permit;
import dev.usher.breaker.Passage.Refused;
import dev.usher.breaker.Passage.Way;
import dev.usher.config.BreakerPolicy;
import dev.usher.incident.Symptoms;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryBreakers;
import dev.usher.testing.InMemoryHistory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SharedBreakersTest {
    private static final BreakerId ID = BreakerId.destination("ledger");
    private static final BreakerPolicy POLICY = BreakerPolicy.USUAL;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Result GOOD = new Result.Good();
    private static final Result BAD = new Result.Bad("http_503");

    private final FakeClock clock = new FakeClock();
    private final InMemoryBreakers store = new InMemoryBreakers(clock);
    private final InMemoryHistory history = new InMemoryHistory();
    private final SharedBreakers a = environment("a");
    private final SharedBreakers b = environment("b");

    private SharedBreakers environment(String name) {
        var alone = new LocalBreakers(JsonLog.off(), clock);
        return new SharedBreakers(
                store, alone, new TransitionLog(history, Symptoms.NOBODY, JsonLog.off()), name, clock);
    }

    private static Passage ask(SharedBreakers environment) {
        return environment.ask(ID, POLICY, TIMEOUT);
    }

    private static Permit call(SharedBreakers environment, Result result) {
        var permit = (Permit) ask(environment);
        environment.tell(permit, result);
        return permit;
    }

    private void open() {
        for (int i = 0; i < 5; i++) call(i % 2 == 0 ? a : b, BAD);
        assertThat(ask(a)).isInstanceOf(Refused.class);
    }

    private void waitForTheBoard() {
        clock.advance(SharedBreakers.FRESH.plusMillis(1));
    }

    @Test
    void whileAllIsWellNothingIsWrittenAndTheBoardIsReadTwiceASecond() {
        for (int i = 0; i < 1000; i++) {
            call(a, GOOD);
            clock.advance(Duration.ofMillis(10));
        }
        assertThat(store.writes).isZero();
        assertThat(store.reads).isBetween(19, 21);
    }

    @Test
    void aBoardThatIsDueIsReadWhileSomethingElseIsAskedUnlessTheBreakerWasOpen() throws InterruptedException {
        call(a, GOOD);
        assertThat(a.look(ID)).as("it was read just now").isFalse();
        waitForTheBoard();
        assertThat(a.look(ID)).isTrue();
        while (a.look(ID)) Thread.sleep(1);
        int reads = store.reads;
        assertThat(ask(a)).isInstanceOf(Permit.class);
        assertThat(store.reads).isEqualTo(reads);
        open();
        waitForTheBoard();
        assertThat(a.look(ID)).as("nothing else is worth asking").isFalse();
    }

    @Test
    void whatOneLearnsAllKnowWithinTheAgeOfTheBoard() {
        var late = environment("c");
        call(late, GOOD);
        open();
        waitForTheBoard();
        assertThat(ask(late)).isInstanceOf(Refused.class);
        assertThat(ask(environment("new"))).isInstanceOf(Refused.class);
        assertThat(history.all()).hasSize(1);
        assertThat(history.all().getFirst().seen().failing()).isEqualTo(2);
    }

    @Test
    void anOpenBreakerIsNotAskedAgainBeforeItsTime() {
        open();
        waitForTheBoard();
        ask(a);
        int reads = store.reads;
        int writes = store.writes;
        for (int i = 0; i < 100; i++) assertThat(ask(a)).isInstanceOf(Refused.class);
        assertThat(store.reads).isEqualTo(reads);
        assertThat(store.writes).isEqualTo(writes);
        waitForTheBoard();
        ask(a);
        assertThat(store.refused(1).get(ID)).isGreaterThanOrEqualTo(100L);
    }

    @Test
    void oneProbesAndTheOthersWait() {
        open();
        clock.advance(Duration.ofSeconds(31));
        var probe = (Permit) ask(a);
        assertThat(probe.way()).isEqualTo(Way.PROBE);
        assertThat(ask(a)).isInstanceOf(Refused.class);
        assertThat(ask(b)).isEqualTo(new Refused(clock.instant().plusSeconds(1)));
        a.tell(probe, GOOD);
        call(a, GOOD);
        waitForTheBoard();
        assertThat(((Permit) ask(b)).way()).isEqualTo(Way.CLOSED);
        assertThat(history.all().stream().map(one -> one.cause().why()))
                .containsExactly("failures", "time", "recovered");
    }

    @Test
    void whatComesLateChangesNothing() {
        var slow = (Permit) ask(a);
        open();
        clock.advance(Duration.ofSeconds(31));
        call(a, GOOD);
        call(a, GOOD);
        for (int i = 0; i < 5; i++) {
            a.tell(slow, BAD);
            b.tell(slow, BAD);
        }
        assertThat(store.read(ID).evidence()).isEqualTo(Evidence.NONE);
    }

    @Test
    void whoGetsThroughSaysSoWhenOthersDoNot() {
        call(b, GOOD);
        for (int i = 0; i < 3; i++) call(a, BAD);
        waitForTheBoard();
        call(b, GOOD);
        assertThat(store.read(ID).evidence().run()).isEmpty();
        assertThat(store.read(ID).evidence().environments()).containsOnlyKeys("a", "b");
        int writes = store.writes;
        for (int i = 0; i < 20; i++) call(b, GOOD);
        assertThat(store.writes).as("not with every call").isEqualTo(writes);
        waitForTheBoard();
        for (int i = 0; i < 20; i++) call(b, GOOD);
        waitForTheBoard();
        call(b, GOOD);
        writes = store.writes;
        for (int i = 0; i < 20; i++) {
            waitForTheBoard();
            call(b, GOOD);
        }
        assertThat(store.writes).as("nor once it is clear").isEqualTo(writes);
    }

    @Test
    void withoutTheStoreEachDecidesAloneAndTellsLater() {
        ask(a);
        store.away = true;
        waitForTheBoard();
        for (int i = 0; i < 5; i++) assertThat(call(a, BAD).way()).isEqualTo(Way.ALONE);
        assertThat(ask(a)).isInstanceOf(Refused.class);
        assertThat(ask(b)).as("it has seen nothing").isInstanceOf(Permit.class);

        store.away = false;
        waitForTheBoard();
        call(b, BAD);
        call(a, BAD);
        assertThat(store.read(ID).phase()).as("two tell of more than five").isEqualTo(Phase.OPEN);
    }

    @Test
    void whoKnewThatItWasOpenGoesOnSoWithoutTheStore() {
        open();
        waitForTheBoard();
        ask(a);
        store.away = true;
        waitForTheBoard();
        assertThat(ask(a)).isInstanceOf(Refused.class);
        clock.advance(Duration.ofSeconds(31));
        var probe = (Permit) ask(a);
        assertThat(ask(a)).isInstanceOf(Refused.class);
        a.tell(probe, GOOD);
        assertThat(ask(a)).isInstanceOf(Permit.class);
    }

    @Test
    void nobodyProbesAloneBecauseOfAHiccup() {
        open();
        waitForTheBoard();
        assertThat(ask(b)).isInstanceOf(Refused.class);
        clock.advance(Duration.ofSeconds(31));
        ask(a);
        store.away = true;
        waitForTheBoard();
        clock.advance(Duration.ofSeconds(12));
        assertThat(ask(b)).isEqualTo(new Refused(clock.instant().plusSeconds(1)));
        clock.advance(SharedBreakers.PATIENCE);
        assertThat(((Permit) ask(b)).way()).isEqualTo(Way.ALONE);
    }

    @Test
    void aChangeThatCouldNotBeShownIsAChangeAllTheSame() {
        for (int i = 0; i < 4; i++) call(i % 2 == 0 ? a : b, BAD);
        store.mute = true;
        call(a, BAD);
        store.mute = false;
        assertThat(history.all()).hasSize(1);
        waitForTheBoard();
        assertThat(ask(a)).isInstanceOf(Refused.class);
    }

    @Test
    void aStoreThatForgotEverythingIsBelieved() {
        open();
        store.forget();
        clock.advance(Duration.ofSeconds(31));
        assertThat(((Permit) ask(a)).way()).isEqualTo(Way.CLOSED);
        for (int i = 0; i < 5; i++) call(i % 2 == 0 ? a : b, BAD);
        assertThat(ask(a)).isInstanceOf(Refused.class);
    }

    @Test
    void aBoardThatMissedSomethingIsCorrectedByWhoeverFindsOut() {
        store.blind = true;
        open();
        store.blind = false;
        var other = environment("c");
        call(other, BAD);
        assertThat(ask(other)).isInstanceOf(Refused.class);
        waitForTheBoard();
        assertThat(ask(environment("d"))).isInstanceOf(Refused.class);
    }
}
