package dev.usher.reliability;

import static dev.usher.reliability.Tries.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.reliability.FigureStore.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link FigureStore} must do. */
public interface FigureStoreContract {
    FigureStore store();

    @Test
    default void givesBackTheSumOfWhatWasAdded() {
        var store = store();
        var destination = newDestination();
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var slot = Slot.of(Span.MINUTE, NOON, new Subject(destination, "stripe", "type-" + seed));
            var first = Tries.figures(random, 1 + random.nextInt(200));
            var second = Tries.figures(random, 1 + random.nextInt(200));

            store.add(slot, first);
            store.add(slot, second);

            assertThat(read(store, Span.MINUTE, destination))
                    .as("seed %d", seed)
                    .containsEntry(slot, first.plus(second));
        }
    }

    @Test
    default void keepsDestinationsSourcesTypesAndSpansApart() {
        var store = store();
        var destination = newDestination();
        var figures = Tries.figures(new Random(1), 3);
        var subjects = new ArrayList<Subject>();
        for (var source : new String[] {"stripe", "strip"})
            for (var type : new String[] {"paid", "e#1", "", "größe"})
                subjects.add(new Subject(destination, source, type));

        subjects.forEach(subject -> store.add(Slot.of(Span.MINUTE, NOON, subject), figures));
        store.add(Slot.of(Span.HOUR, NOON, subjects.getFirst()), figures);
        store.add(Slot.of(Span.MINUTE, NOON, new Subject(destination + "2", "stripe", "paid")), figures);

        var expected = new HashMap<Slot, Figures>();
        subjects.forEach(subject -> expected.put(Slot.of(Span.MINUTE, NOON, subject), figures));
        assertThat(read(store, Span.MINUTE, destination)).isEqualTo(expected);
        assertThat(read(store, Span.HOUR, destination)).hasSize(1);
    }

    @Test
    default void readsARangeWithBothItsEnds() {
        var store = store();
        var destination = newDestination();
        var subject = new Subject(destination, "stripe", "paid");
        var figures = Tries.figures(new Random(1), 3);
        for (int minute = 0; minute < 10; minute++)
            store.add(Slot.of(Span.MINUTE, NOON.plusSeconds(60L * minute), subject), figures);

        var from = NOON.plus(Duration.ofMinutes(3));
        var until = NOON.plus(Duration.ofMinutes(6));

        assertThat(store.read(Span.MINUTE, destination, from, until))
                .extracting(reading -> reading.slot().start())
                .containsExactlyInAnyOrder(from, from.plusSeconds(60), from.plusSeconds(120), until);
    }

    @Test
    default void remembersEveryDestination() {
        var store = store();
        var destination = newDestination();
        var figures = Tries.figures(new Random(1), 3);

        store.add(Slot.of(Span.HOUR, NOON, new Subject(destination, "stripe", "paid")), figures);

        assertThat(store.destinations()).contains(destination);
        assertThat(store.read(Span.HOUR, newDestination(), NOON, NOON)).isEmpty();
    }

    private static Map<Slot, Figures> read(FigureStore store, Span span, String destination) {
        var found = new HashMap<Slot, Figures>();
        for (Reading reading : store.read(span, destination, NOON, NOON)) found.put(reading.slot(), reading.figures());
        return found;
    }

    private static String newDestination() {
        return "d-" + UUID.randomUUID();
    }
}
