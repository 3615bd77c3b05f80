package dev.usher.message;

import dev.usher.config.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one destination, with everything that happened so far.
 *
 * @param about what of the event is shown beside its deliveries
 * @param standing where it stands now
 * @param route the route that sent it; empty when none did
 * @param cause who or what replayed it; empty for the original
 * @param configVersion the configuration it was last handled under
 * @param attempts in order; only ever grows
 * @param version how often it was written; 0 for one that was not yet
 */
public record Delivery(
        DeliveryId id,
        About about,
        Standing standing,
        String route,
        String cause,
        String configVersion,
        List<Attempt> attempts,
        int version) {

    /** Names the place of a destination in a delivery that records why an event has none. */
    public static final String NOWHERE = "-";

    public Delivery {
        attempts = List.copyOf(attempts);
    }

    /** What of an event is copied to its deliveries, so that lists need no second read. */
    public record About(
            String source, String type, String providerId, Priority priority, Instant receivedAt, Map<String, String> context) {
        public About {
            context = Map.copyOf(context);
        }

        public static About of(Event event) {
            return new About(
                    event.source(),
                    event.type(),
                    event.providerId(),
                    event.priority(),
                    event.receivedAt(),
                    event.context());
        }
    }

    /**
     * Where a delivery stands.
     *
     * @param reason why it is waiting, parked, dead or cancelled: one of docs/reference/errors.md; empty otherwise
     * @param at when it came to stand there; for a waiting one, when its next attempt is due
     */
    public record Standing(State state, String reason, Instant at) {}

    /** A delivery that is to make its first attempt. */
    public static Delivery fresh(DeliveryId id, Event event, String route, String configVersion) {
        var pending = new Standing(State.PENDING, "", event.receivedAt());
        return new Delivery(id, About.of(event), pending, route, "", configVersion, List.of(), 0);
    }

    public State state() {
        return standing.state();
    }

    /** When the next attempt is due; null unless waiting. */
    public @Nullable Instant dueAt() {
        return state() == State.WAITING ? standing.at() : null;
    }

    /** The number of the attempt that would come next. */
    public int nextAttempt() {
        return attempts.size() + 1;
    }

    /** The last attempt's error word, or the reason when there was no attempt; empty when all is well. */
    public String error() {
        if (attempts.isEmpty()) return standing.reason();
        var outcome = attempts.getLast().outcome();
        return outcome.success() ? "" : outcome.error();
    }

    public Delivery standing(State state, String reason, Instant at) {
        return new Delivery(id, about, new Standing(state, reason, at), route, cause, configVersion, attempts, version);
    }

    public Delivery with(Attempt attempt) {
        var more = new ArrayList<>(attempts);
        more.add(attempt);
        return new Delivery(id, about, standing, route, cause, configVersion, more, version);
    }

    /** As handled under another route or configuration. */
    public Delivery under(String newRoute, String newConfigVersion) {
        return new Delivery(id, about, standing, newRoute, cause, newConfigVersion, attempts, version);
    }

    /** The delivery that does this one over: its own attempts, its own identity. */
    public Delivery replay(int number, String by, Instant now) {
        return new Delivery(
                new DeliveryId(id.event(), id.destination(), number),
                about,
                new Standing(State.WAITING, "replay", now),
                route,
                by,
                configVersion,
                List.of(),
                0);
    }
}
