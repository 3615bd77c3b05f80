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
 * @param cause what replayed it, {@code operator:{name}} or {@code job:{id}}; empty for the original
 * @param attemptsCap the most attempts a replay may make, whatever the retry policy says; 0 for no cap
 * @param configVersion the configuration it was last handled under
 * @param fanOut all destinations that the event was routed to at once, this one included, so that a delivery that was never recorded
 *     is missed; empty when this is the only one
 * @param attempts in order; only ever grows
 * @param version how often it was written; 0 for one that was not yet
 */
public record Delivery(
        DeliveryId id,
        About about,
        Standing standing,
        String route,
        String cause,
        int attemptsCap,
        String configVersion,
        List<String> fanOut,
        List<Attempt> attempts,
        int version) {

    /** Names the place of a destination in a delivery that records why an event has none. */
    public static final String NOWHERE = "-";

    /** The reason of a dead or cancelled delivery that a replay has taken over from. */
    public static final String REPLAYED = "replayed";

    public Delivery {
        fanOut = List.copyOf(fanOut);
        attempts = List.copyOf(attempts);
    }

    /** What of an event is copied to its deliveries, so that lists need no second read. */
    public record About(
            String source,
            String type,
            String providerId,
            Priority priority,
            Instant receivedAt,
            Map<String, String> context) {
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
        return fresh(id, About.of(event), route, configVersion);
    }

    /** A delivery that is to make its first attempt. */
    public static Delivery fresh(DeliveryId id, About about, String route, String configVersion) {
        var pending = new Standing(State.PENDING, "", about.receivedAt());
        return new Delivery(id, about, pending, route, "", 0, configVersion, List.of(), List.of(), 0);
    }

    public State state() {
        return standing.state();
    }

    /** Whether it belongs to the event of its id that was received then, and not to one that had the id before. */
    public boolean isOf(Instant receivedAt) {
        return about.receivedAt().toEpochMilli() == receivedAt.toEpochMilli();
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
        return new Delivery(
                id,
                about,
                new Standing(state, reason, at),
                route,
                cause,
                attemptsCap,
                configVersion,
                fanOut,
                attempts,
                version);
    }

    public Delivery with(Attempt attempt) {
        var more = new ArrayList<>(attempts);
        more.add(attempt);
        return new Delivery(id, about, standing, route, cause, attemptsCap, configVersion, fanOut, more, version);
    }

    /** As one of those that the event was routed to at once. */
    public Delivery among(List<String> destinations) {
        return new Delivery(
                id, about, standing, route, cause, attemptsCap, configVersion, destinations, attempts, version);
    }

    /** As it stands in the store once this was written there. */
    public Delivery written() {
        return new Delivery(
                id, about, standing, route, cause, attemptsCap, configVersion, fanOut, attempts, version + 1);
    }

    /** As handled under another route or configuration. */
    public Delivery under(String newRoute, String newConfigVersion) {
        return new Delivery(
                id, about, standing, newRoute, cause, attemptsCap, newConfigVersion, fanOut, attempts, version);
    }

    /** Whether this was a dead letter and a replay has taken over from it, so that nobody needs to look at it any more. */
    public boolean replayed() {
        return state() == State.DEAD && standing.reason().equals(REPLAYED);
    }

    /**
     * The delivery that does this one over: its own attempts, its own identity.
     *
     * @param number 1 or more
     * @param by becomes its {@link #cause}
     * @param cap becomes its {@link #attemptsCap}
     * @param due when its first attempt is
     */
    public Delivery replay(int number, String by, int cap, Instant due) {
        return new Delivery(
                new DeliveryId(id.event(), id.destination(), number),
                about,
                new Standing(State.WAITING, "replay", due),
                route,
                by,
                cap,
                configVersion,
                List.of(),
                List.of(),
                0);
    }
}
