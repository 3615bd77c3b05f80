package dev.usher.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.delivery.Agenda;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryStore;
import dev.usher.message.Event;
import dev.usher.message.EventStore;
import dev.usher.message.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What every {@link Agenda} promises of the events and deliveries beside it. */
public interface AgendaContract {
    EventStore events();

    DeliveryStore deliveries();

    Agenda agenda();

    @Test
    default void tellsWhatIsRecordedOfAnEventAndWhatItsDeliveriesTellOfEachOther() {
        var event = received();
        var both = List.of("ledger", "archive");
        deliveries().begin(Samples.delivered(event, "ledger").among(both));

        var half = found(event);
        deliveries().begin(Samples.delivered(event, "archive").among(both));
        var whole = found(event);

        assertThat(half.recorded()).isEqualTo(Set.of("ledger"));
        assertThat(half.wanted()).isEqualTo(Set.copyOf(both));
        assertThat(half.routed()).isFalse();
        assertThat(whole.recorded()).isEqualTo(Set.copyOf(both));
        assertThat(whole.routed()).isTrue();
    }

    @Test
    default void anEventWithoutDeliveriesIsNotRoutedAndOneWithItsOnlyOneIs() {
        var untouched = received();
        var routed = received();
        deliveries().begin(Samples.delivered(routed, "ledger"));

        assertThat(found(untouched).routed()).isFalse();
        assertThat(found(routed).routed()).isTrue();
    }

    @Test
    default void aReplayStandsInForNoDelivery() {
        var event = received();
        var dead = Samples.dead(event, "ledger").among(List.of("ledger", "archive"));
        deliveries().begin(dead);
        deliveries().begin(Samples.dead(event, "archive").replay(1, "operator:ann", 3, event.receivedAt()));

        assertThat(found(event).routed()).isFalse();
    }

    @Test
    default void anEventThatIsWatchedOverIsTakenCareOf() {
        var event = received();
        deliveries().begin(Samples.delivered(event, "ledger").among(List.of("ledger", "archive")));
        deliveries()
                .begin(Samples.delivery(event, Delivery.NOWHERE)
                        .standing(State.WAITING, "half-routed", event.receivedAt()));

        assertThat(found(event).routed()).isTrue();
    }

    @Test
    default void tellsWhenAWaitingDeliveryWasToBeLookedAtAndPutsItOff() {
        var event = received();
        var due = event.receivedAt().plusSeconds(30);
        var waiting = Samples.delivery(event, "ledger").standing(State.WAITING, "http_503", due);
        deliveries().begin(waiting);
        var later = due.plus(Duration.ofMinutes(20));

        var entry = waiting(event, due.plus(Duration.ofMinutes(2))).getFirst();
        agenda().postpone(entry, later);

        assertThat(entry.due()).isEqualTo(due);
        assertThat(entry.lookAt()).isBetween(due, due.plus(Duration.ofMinutes(2)));
        assertThat(waiting(event, later.minusMillis(1))).isEmpty();
        assertThat(waiting(event, later)).singleElement().satisfies(put -> assertThat(put.lookAt())
                .isEqualTo(later));
    }

    /** An event of a time of its own, so that no other is near. */
    private Event received() {
        int minutes = ThreadLocalRandom.current().nextInt(100, 1_000_000);
        var event = Samples.event("stripe", "t", FakeClock.START.plus(Duration.ofMinutes(minutes)));
        events().add(event, event.receivedAt());
        return event;
    }

    private Agenda.Received found(Event event) {
        var found = new ArrayList<Agenda.Received>();
        agenda().events(event.receivedAt(), event.receivedAt().plusMillis(1), found::add);
        found.removeIf(one -> !one.id().equals(event.id()));
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private List<Agenda.Entry> waiting(Event event, Instant until) {
        var found = new ArrayList<Agenda.Entry>();
        agenda().waiting(until, Integer.MAX_VALUE, found::add);
        found.removeIf(entry -> !entry.id().event().equals(event.id()));
        return found;
    }
}
