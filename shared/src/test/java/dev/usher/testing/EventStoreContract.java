package dev.usher.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Body;
import dev.usher.message.EventStore;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link EventStore} promises. */
public interface EventStoreContract {
    EventStore events();

    @Test
    default void keepsAnEventAsItCame() {
        var event = Samples.event();

        assertThat(events().add(event, event.receivedAt().plusSeconds(60))).isEqualTo(new EventStore.Stored.Added());
        assertThat(events().find(event.id())).isEqualTo(event);
    }

    @Test
    default void findsNothingUnderAnUnknownId() {
        assertThat(events().find(Samples.event().id())).isNull();
    }

    @Test
    default void saysWhenAnotherWebhookWithTheSameIdCameFirst() {
        var first = Samples.event();
        var until = first.receivedAt().plus(Duration.ofDays(7));
        events().add(first, until);
        var second = Samples.event(
                        first.source(), first.type(), first.receivedAt().plusSeconds(5))
                .withId(first.id());

        var stored = events().add(second, until.plusSeconds(5));

        assertThat(stored).isEqualTo(new EventStore.Stored.Seen(first.receivedAt(), until));
        assertThat(events().find(first.id())).isEqualTo(first);
    }

    @Test
    default void answersTheSameCallTwiceInTheSameWay() {
        var event = Samples.event();
        events().add(event, event.receivedAt());

        assertThat(events().add(event, event.receivedAt())).isEqualTo(new EventStore.Stored.Added());
    }

    @Test
    default void keepsABodyOfOneMebibyteByteByByte() {
        var bytes = new byte[1 << 20];
        new Random(7).nextBytes(bytes);
        var event = Samples.withBody(Samples.event(), Body.of(bytes));

        events().add(event, event.receivedAt());

        assertThat(events().find(event.id())).isEqualTo(event);
    }
}
