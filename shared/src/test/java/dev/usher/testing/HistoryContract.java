package dev.usher.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.History;
import dev.usher.breaker.Phase;
import dev.usher.breaker.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link History} promises. Each test has a breaker of its own, so they can share a store. */
public interface HistoryContract {
    History history();

    @Test
    default void listsTransitionsNewestFirstOverDaysAndPages() {
        var id = newBreaker();
        var kept = new ArrayList<Transition>();
        for (int i = 0; i < 7; i++) {
            var transition = transition(id, FakeClock.START.plus(Duration.ofHours(9L * i)), i);
            history().add(transition);
            kept.addFirst(transition);
        }

        var all = new ArrayList<Transition>();
        var page = history().list(wanted(id), null, 3);
        all.addAll(page.items());
        while (page.next() != null) {
            page = history().list(wanted(id), page.next(), 3);
            all.addAll(page.items());
        }

        assertThat(all).isEqualTo(kept);
    }

    @Test
    default void filtersByBreakerAndTime() {
        var id = newBreaker();
        history().add(transition(id, FakeClock.START, 1));
        history().add(transition(id, FakeClock.START.plusSeconds(1), 2));
        history().add(transition(id, FakeClock.START.plusSeconds(2), 3));
        history().add(transition(newBreaker(), FakeClock.START.plusSeconds(1), 2));

        var wanted = new History.Wanted(id, FakeClock.START.plusSeconds(1), FakeClock.START.plusSeconds(2));

        assertThat(history().list(wanted, null, 50).items())
                .containsExactly(transition(id, FakeClock.START.plusSeconds(1), 2));
    }

    @Test
    default void theSameAgainChangesNothing() {
        var id = newBreaker();
        history().add(transition(id, FakeClock.START, 1));
        history().add(transition(id, FakeClock.START, 1));
        assertThat(history().list(wanted(id), null, 50).items()).hasSize(1);
    }

    private static BreakerId newBreaker() {
        return BreakerId.destination("d-" + UUID.randomUUID());
    }

    private static History.Wanted wanted(BreakerId id) {
        return new History.Wanted(id, FakeClock.START.minusSeconds(1), FakeClock.START.plus(Duration.ofDays(10)));
    }

    private static Transition transition(BreakerId id, Instant at, long generation) {
        return new Transition(
                id,
                at,
                Phase.CLOSED,
                Phase.OPEN,
                new Transition.Cause("forced", "ann"),
                generation,
                at.plusSeconds(30),
                new Transition.Seen(5, 17, 6, 3, 4, Map.of("http_503", 5, "timeout", 1)));
    }
}
