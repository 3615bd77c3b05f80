package dev.usher.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.DeliveryStore;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.message.EventStore;
import dev.usher.message.State;
import dev.usher.search.Criteria;
import dev.usher.search.DeliveryRow;
import dev.usher.search.EventRow;
import dev.usher.search.Field;
import dev.usher.search.Page;
import dev.usher.search.Search;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What every {@link Search} promises. Each test lists a source of its own, so they can share a store. */
public interface SearchContract {
    EventStore events();

    DeliveryStore deliveries();

    Search search();

    @Test
    default void listsEventsNewestFirstOverDaysAndPagesWithoutGapOrRepeat() {
        var source = newSource();
        var kept = new ArrayList<EventId>();
        for (int i = 0; i < 25; i++) {
            var event = Samples.event(source, "t", FakeClock.START.plus(Duration.ofHours(3L * i)));
            events().add(event, event.receivedAt());
            kept.addFirst(event.id());
        }

        for (int limit : List.of(1, 7, 25, 200))
            assertThat(all(after -> search().events(of(source), after, limit)).stream()
                            .map(EventRow::id))
                    .containsExactlyElementsOf(kept);
    }

    @Test
    default void endsTheLastPageWithoutAPositionEvenWhenItIsFull() {
        var source = newSource();
        for (int i = 0; i < 3; i++) add(Samples.event(source, "t", FakeClock.START.plusSeconds(i)));

        assertThat(search().events(of(source), null, 3).next()).isNull();
        assertThat(search().events(of(source), null, 2).next()).matches(Search.POSITION);
    }

    @Test
    default void listsEventsOfTheSameMillisecond() {
        var source = newSource();
        for (int i = 0; i < 20; i++) add(Samples.event(source, "t", FakeClock.START));

        assertThat(all(after -> search().events(of(source), after, 3)))
                .hasSize(20)
                .doesNotHaveDuplicates();
    }

    @Test
    default void listsWhatWasReceivedFromATimeOnAndBeforeAnother() {
        var source = newSource();
        for (int i = 0; i < 5; i++) add(Samples.event(source, "t", FakeClock.START.plusSeconds(i)));

        var criteria = Criteria.between(FakeClock.START.plusSeconds(1), FakeClock.START.plusSeconds(3))
                .and(Field.SOURCE, source);

        assertThat(search().events(criteria, null, 50).items())
                .extracting(row -> row.about().receivedAt())
                .containsExactly(FakeClock.START.plusSeconds(2), FakeClock.START.plusSeconds(1));
    }

    @Test
    default void filtersEventsByFieldAndContext() {
        var source = newSource();
        var wanted = add(Samples.event(source, "paid", FakeClock.START));
        add(Samples.event(source, "failed", FakeClock.START));

        assertThat(ids(of(source).and(Field.TYPE, "paid"))).containsExactly(wanted.id());
        assertThat(ids(of(source).and(Field.PROVIDER_ID, wanted.providerId()))).containsExactly(wanted.id());
        assertThat(ids(of(source).and(Field.PRIORITY, "low"))).isEmpty();
        assertThat(ids(context(source, "w-1"))).hasSize(2);
        assertThat(ids(context(source, "w-2"))).isEmpty();
    }

    @Test
    default void showsADeliveryAsItStands() {
        var source = newSource();
        var dead = Samples.dead(Samples.event(source, "t", FakeClock.START), "ledger");
        deliveries().begin(dead);

        assertThat(search().deliveries(of(source), null, 50).items()).containsExactly(DeliveryRow.of(dead));
    }

    @Test
    default void filtersDeliveriesByDestinationStateAndError() {
        var source = newSource();
        var event = Samples.event(source, "t", FakeClock.START);
        add(event);
        deliveries().begin(Samples.dead(event, "ledger"));
        deliveries().begin(Samples.delivered(event, "archive"));

        assertThat(destinations(of(source))).containsExactlyInAnyOrder("ledger", "archive");
        assertThat(destinations(of(source).and(Field.DESTINATION, "archive"))).containsExactly("archive");
        assertThat(destinations(of(source).and(Field.STATE, "dead"))).containsExactly("ledger");
        assertThat(destinations(of(source).and(Field.ERROR, "http_503"))).containsExactly("ledger");
    }

    @Test
    default void listsDeadLettersByWhenTheyDiedAndForgetsThoseThatWereReplayed() {
        var source = newSource();
        var letters = new ArrayList<Delivery>();
        for (int i = 0; i < 12; i++) {
            var event = Samples.event(source, "t", FakeClock.START.minusSeconds(i));
            var dead = Samples.dead(event, "ledger");
            letters.addFirst(dead.standing(State.DEAD, "attempts-exhausted", FakeClock.START.plusSeconds(i)));
            deliveries().begin(letters.getFirst());
        }
        var replayed = letters.removeLast();
        var read = Objects.requireNonNull(deliveries().find(replayed.id()));
        deliveries().update(read, read.standing(State.DEAD, Delivery.REPLAYED, FakeClock.START.plusSeconds(60)));

        for (int limit : List.of(1, 5, 50))
            assertThat(all(after -> search().unresolved(State.DEAD, of(source), after, limit)))
                    .extracting(DeliveryRow::id)
                    .containsExactlyElementsOf(ids(letters));
        assertThat(search().unresolved(State.PARKED, of(source), null, 50).items())
                .isEmpty();
    }

    private static List<DeliveryId> ids(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::id).toList();
    }

    private Event add(Event event) {
        events().add(event, event.receivedAt());
        return event;
    }

    private List<EventId> ids(Criteria criteria) {
        return search().events(criteria, null, 50).items().stream()
                .map(EventRow::id)
                .toList();
    }

    private List<String> destinations(Criteria criteria) {
        return search().deliveries(criteria, null, 50).items().stream()
                .map(row -> row.id().destination())
                .toList();
    }

    private static Criteria of(String source) {
        var from = FakeClock.START.minus(Duration.ofDays(2));
        return Criteria.between(from, from.plus(Duration.ofDays(10))).and(Field.SOURCE, source);
    }

    private static Criteria context(String source, String wedding) {
        var all = of(source);
        return new Criteria(all.wanted(), Map.of("weddingId", wedding), all.from(), all.until());
    }

    private static <T> List<T> all(Function<String, Page<T>> list) {
        var items = new ArrayList<T>();
        var after = Long.toString(Instant.parse("2200-01-01T00:00:00Z").toEpochMilli());
        for (int pages = 0; pages < 500; pages++) {
            var page = list.apply(after);
            items.addAll(page.items());
            var next = page.next();
            if (next == null) return items;
            assertThat(next).matches(Search.POSITION).isLessThan(after);
            after = next;
        }
        throw new AssertionError("a list without an end");
    }

    private static String newSource() {
        return "source-" + Samples.event().id().text().substring(10);
    }
}
