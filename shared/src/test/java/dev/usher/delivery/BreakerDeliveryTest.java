package dev.usher.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.breaker.Passage;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.message.Outcome;
import dev.usher.message.State;
import dev.usher.message.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deliveries to a destination that failed so much that it is left alone. */
class BreakerDeliveryTest {
    private final Engine engine = new Engine().with(Engine.route("all", Engine.STRIPE, null, "budget"));
    private final Deliver deliver = engine.deliver();
    private final Gate gate = new Gate(engine.breakers);

    private Event delivered() {
        var event = engine.stored();
        deliver.handle(Wake.Dispatch.of(event), false, engine.deadline());
        return event;
    }

    /** Five failures in a row, by five events whose next attempts are forgotten. */
    private void open() {
        engine.answer("budget", 503);
        for (int i = 0; i < 5; i++) delivered();
        engine.queues.take();
        engine.sent.clear();
    }

    private Instant due(Event event) {
        return engine.delivery(event, "budget").standing().at();
    }

    @Test
    void waitsWithoutUsingUpAnAttemptAndSaysWhy() {
        open();

        var event = delivered();

        assertThat(engine.sent).isEmpty();
        var waiting = engine.delivery(event, "budget");
        assertThat(waiting.state()).isEqualTo(State.WAITING);
        assertThat(waiting.standing().reason()).isEqualTo("breaker-open");
        assertThat(waiting.attempts()).isEmpty();
        assertThat(waiting.standing().at())
                .isBetween(
                        engine.clock.instant().plusSeconds(30),
                        engine.clock.instant().plusSeconds(31));
        assertThat(engine.queues.sent().getFirst().message()).isEqualTo(new Wake.Attempt(waiting.id(), 1));
    }

    @Test
    void aRetryThatComesWhileItIsOpenKeepsItsAttempts() {
        engine.answer("budget", 503);
        var event = delivered();
        var retry = engine.queues.take().getFirst();
        open();
        engine.clock.advance(retry.delay());

        deliver.handle(retry.message(), false, engine.deadline());

        var waiting = engine.delivery(event, "budget");
        assertThat(waiting.attempts()).hasSize(1);
        assertThat(waiting.standing().reason()).isEqualTo("breaker-open");
        assertThat(waiting.error()).isEqualTo("http_503");
    }

    @Test
    void allThatWaitedIsDeliveredOnceItIsBack() {
        open();
        var events = new ArrayList<Event>();
        for (int i = 0; i < 50; i++) events.add(delivered());
        engine.answer("budget", 200);

        engine.drain(deliver);

        assertThat(events).allSatisfy(event -> {
            var delivery = engine.delivery(event, "budget");
            assertThat(delivery.state()).isEqualTo(State.DELIVERED);
            assertThat(delivery.attempts()).hasSize(1);
        });
    }

    @Test
    void aProbeThatFailsSendsAllOthersAwayForLonger() {
        open();
        var first = delivered();
        var second = delivered();
        engine.clock.advance(Duration.ofSeconds(31));

        for (var message : engine.queues.take()) deliver.handle(message.message(), false, engine.deadline());

        assertThat(engine.sent).hasSize(1);
        assertThat(engine.delivery(first, "budget").attempts()).hasSize(1);
        assertThat(engine.delivery(second, "budget").attempts()).isEmpty();
        assertThat(due(second)).isAfter(engine.clock.instant().plusSeconds(59));
    }

    @Test
    void thoseThatWaitComeOneAfterAnother() {
        open();
        var dues = new ArrayList<Instant>();
        for (int i = 0; i < 500; i++) dues.add(due(delivered()));

        var spread = Duration.between(dues.getFirst(), dues.getLast());
        assertThat(spread).isGreaterThan(Duration.ofSeconds(9));
        for (int second = 0; second < 10; second++) {
            var from = dues.getFirst().plusSeconds(second);
            assertThat(dues.stream().filter(due -> !due.isBefore(from) && due.isBefore(from.plusSeconds(1))))
                    .hasSizeLessThan(70);
        }
    }

    @Test
    void noneWaitsForLongHoweverManyWaitAndHoweverLongItIsOpen() {
        var dues = new ArrayList<Instant>();
        for (int i = 0; i < 15_000; i++)
            dues.add(gate.again(
                    new DeliveryId(EventId.of("stripe", "evt_" + i, 0), "budget", 0),
                    new Passage.Refused(engine.clock.instant().plus(Duration.ofDays(1))),
                    engine.clock.instant()));

        var inFiveMinutes = engine.clock.instant().plus(Duration.ofMinutes(5));
        assertThat(dues).allSatisfy(due -> assertThat(due)
                .isBetween(inFiveMinutes.minus(Duration.ofSeconds(151)), inFiveMinutes));
        var one = dues.getFirst();
        assertThat(dues.stream().filter(due -> Duration.between(one, due).abs().compareTo(Duration.ofMillis(500)) < 0))
                .as("nor do they come at once")
                .hasSizeLessThan(200);
    }

    @Test
    void answersThatAreTheAskersFaultDoNotOpenIt() {
        for (var status : List.of(400, 404, 422, 429, 301)) {
            engine.answer("budget", status);
            for (int i = 0; i < 6; i++) delivered();
        }
        for (var ours : List.of(Outcome.Failure.BLOCKED, Outcome.Failure.SECRET)) {
            engine.answers.put("budget", new Outcome.Failed(ours));
            for (int i = 0; i < 6; i++) delivered();
        }
        assertThat(engine.sent).hasSize(42);
    }

    @Test
    void itDoesNotHoldOtherDestinations() {
        open();
        engine.with(Engine.route("all", Engine.STRIPE, null, "budget", "analytics"));
        var event = engine.stored();

        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());

        assertThat(engine.delivery(event, "analytics").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.WAITING);
    }

    @Test
    void aWorkerThatFailsDoesNotKeepTheProbe() {
        open();
        var event = delivered();
        engine.clock.advance(Duration.ofSeconds(31));
        var message = engine.queues.take().getFirst().message();
        engine.killedBy = "budget";
        assertThatThrownBy(() -> deliver.handle(message, false, engine.deadline()))
                .isInstanceOf(IllegalStateException.class);
        engine.killedBy = "";
        engine.answer("budget", 200);

        deliver.handle(message, true, engine.deadline());

        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
    }
}
