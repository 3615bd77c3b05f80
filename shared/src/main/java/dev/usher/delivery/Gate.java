package dev.usher.delivery;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.Breakers;
import dev.usher.breaker.Passage;
import dev.usher.breaker.Passage.Way;
import dev.usher.breaker.Result;
import dev.usher.config.Destination;
import dev.usher.message.DeliveryId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/** The breakers of destinations, and when deliveries that may not pass come again. Thread-safe. */
final class Gate {
    /** Deliveries that wait for one destination come again so far apart, of each environment. */
    private static final Duration PACE = Duration.ofMillis(20);

    /**
     * None waits longer than this, however many wait and however long the breaker is open: an operator may close it, and nobody tells
     * those who wait.
     */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Each comes up to so much later, so that those of several environments don't come together. */
    private static final Duration JITTER = Duration.ofMillis(200);

    private final Breakers breakers;
    private final Map<String, Instant> places = new ConcurrentHashMap<>();

    Gate(Breakers breakers) {
        this.breakers = breakers;
    }

    Passage ask(Destination destination) {
        var id = BreakerId.destination(destination.name());
        var passage = breakers.ask(id, destination.breaker(), destination.timeout());
        if (passage instanceof Passage.Permit permit && permit.way() == Way.CLOSED) places.remove(destination.name());
        return passage;
    }

    void tell(Passage.Permit permit, Result result) {
        breakers.tell(permit, result);
    }

    /** When one that was refused now should come again: behind those that were refused before it. */
    Instant again(DeliveryId id, Passage.Refused refused, Instant now) {
        var latest = now.plus(LONGEST);
        var place = Objects.requireNonNull(
                places.merge(id.destination(), refused.until(), (last, first) -> next(last, first, latest)));
        if (place.isBefore(latest)) return place.plus(jitter(id, now, JITTER));
        return latest.minus(jitter(id, now, LONGEST.dividedBy(2))); // the line is full, or it is open for long
    }

    private static Instant next(Instant last, Instant first, Instant latest) {
        var behind = last.plus(PACE);
        var place = behind.isAfter(first) ? behind : first;
        return place.isBefore(latest) ? place : latest;
    }

    /** Drawn from the delivery's identity, as the waits of a {@link RetryPlan} are. */
    private static Duration jitter(DeliveryId id, Instant now, Duration most) {
        var crc = new CRC32();
        crc.update((id + "?" + now.toEpochMilli()).getBytes(StandardCharsets.UTF_8));
        return Duration.ofMillis(most.toMillis() * (crc.getValue() & 0xffff) / 0x10000);
    }
}
