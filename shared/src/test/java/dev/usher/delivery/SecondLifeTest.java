package dev.usher.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Delivery;
import dev.usher.message.Event;
import dev.usher.message.State;
import dev.usher.message.Wake;
import dev.usher.testing.Samples;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An event comes under the id of one that is kept no longer, while deliveries of that one are still there. */
final class SecondLifeTest {
    private final Engine engine = new Engine();

    @Test
    void anAttemptOfItsOwnThatFailedIsRecordedAndTriedAgain() {
        var again = again();
        engine.answer("budget", 503);
        engine.deliver().handle(Wake.Dispatch.of(again), false, engine.deadline());
        engine.answer("budget", 200);

        engine.drain(engine.deliver());

        assertDelivered(again, 2);
    }

    @Test
    void aMessageThatComesAgainDoesNotTakeItForRouted() {
        var again = again();

        engine.deliver().handle(Wake.Dispatch.of(again), true, engine.deadline());

        assertDelivered(again, 1);
    }

    @Test
    void theSweeperDoesNotTakeItForRouted() {
        var again = again();

        engine.sweepFor(Duration.ofMinutes(5));

        assertDelivered(again, 1);
    }

    /** Its first is dead at one destination, and was delivered to the other. */
    private Event again() {
        var first = engine.stored();
        engine.answer("budget", 503);
        engine.deliver().handle(Wake.Dispatch.of(first), false, engine.deadline());
        engine.drain(engine.deliver());
        assertThat(engine.delivery(first, "budget").state()).isEqualTo(State.DEAD);
        engine.answer("budget", 200);
        engine.events.expire(first.id());
        engine.clock.advance(Duration.ofDays(31));
        var again = Samples.event(first.source(), first.type(), engine.clock.instant())
                .withId(first.id());
        engine.events.add(again, engine.clock.instant());
        return again;
    }

    private void assertDelivered(Event event, int attempts) {
        assertThat(engine.delivery(event, "budget"))
                .satisfies(budget -> assertThat(budget.isOf(event.receivedAt())).isTrue())
                .satisfies(budget -> assertThat(budget.attempts()).hasSize(attempts))
                .extracting(Delivery::state)
                .isEqualTo(State.DELIVERED);
    }
}
