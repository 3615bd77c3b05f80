package dev.usher.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.State;
import dev.usher.message.Wake;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is dead gets into the dead-letter queue, though that did not take its letter at first. */
final class LettersTest {
    private final Engine engine = new Engine();

    @Test
    void ofADeliveryThatDiedWithoutAnotherAttempt() {
        engine.answer("budget", 503);
        var event = engine.stored();
        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());
        var retry = engine.queues.take().getFirst();
        engine.clock.advance(retry.delay());
        engine.events.expire(event.id());
        engine.deadLetters.refusing(true);
        assertThatThrownBy(() -> engine.deliver().handle(retry.message(), false, engine.deadline()))
                .isInstanceOf(QueueUnavailable.class);

        engine.deadLetters.refusing(false);
        engine.deliver().handle(retry.message(), true, engine.deadline());

        assertThat(engine.deadLetters.sent()).singleElement().satisfies(letter -> {
            assertThat(letter.id()).isEqualTo(new DeliveryId(event.id(), "budget", 0));
            assertThat(letter.standing().reason()).isEqualTo("event-expired");
        });
    }

    @Test
    void ofAnEventThatNothingEverRouted() {
        var event = engine.stored();
        engine.deadLetters.refusing(true);
        for (int minute = 0; minute < 200 && !refused(); minute++) {
            engine.clock.advance(Duration.ofMinutes(1));
            engine.queues.take();
        }

        engine.deadLetters.refusing(false);
        engine.clock.advance(Duration.ofMinutes(1));
        engine.sweep().round(engine.clock.instant());

        assertThat(engine.delivery(event, Delivery.NOWHERE).state()).isEqualTo(State.DEAD);
        assertThat(engine.deadLetters.sent())
                .extracting(Delivery::id)
                .containsExactly(new DeliveryId(event.id(), Delivery.NOWHERE, 0));
    }

    private boolean refused() {
        try {
            engine.sweep().round(engine.clock.instant());
            return false;
        } catch (QueueUnavailable out) {
            return true;
        }
    }
}
