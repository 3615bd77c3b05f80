package dev.usher.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.breaker.LocalBreakers;
import dev.usher.calendar.Calendar;
import dev.usher.config.AbusePolicy;
import dev.usher.config.BreakerPolicy;
import dev.usher.config.Destination;
import dev.usher.config.Regions;
import dev.usher.config.RetryPolicy;
import dev.usher.config.Route;
import dev.usher.config.SecretRef;
import dev.usher.config.Sso;
import dev.usher.config.UsherConfig;
import dev.usher.limit.LocalLimiter;
import dev.usher.message.Attempt;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.message.Outcome;
import dev.usher.message.State;
import dev.usher.message.StoreUnavailable;
import dev.usher.message.Wake;
import dev.usher.routing.Router;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryAgenda;
import dev.usher.testing.InMemoryBoard;
import dev.usher.testing.InMemoryDeadLetters;
import dev.usher.testing.InMemoryDeliveries;
import dev.usher.testing.InMemoryEvents;
import dev.usher.testing.InMemoryQueues;
import dev.usher.testing.Samples;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The engine on stores in memory, a clock that stands still, and receivers that answer what the test says. */
final class Engine {
    static final RetryPolicy THREE = new RetryPolicy(3, List.of(Duration.ofSeconds(2), Duration.ofSeconds(4)));

    static final String STRIPE = "{\"source\":[\"stripe\"]}";

    final FakeClock clock = new FakeClock();
    final InMemoryEvents events = new InMemoryEvents();
    final InMemoryDeliveries deliveries = new InMemoryDeliveries();
    final InMemoryQueues queues = new InMemoryQueues();
    final InMemoryDeadLetters deadLetters = new InMemoryDeadLetters();
    final InMemoryBoard board = new InMemoryBoard();
    final LocalBreakers breakers = new LocalBreakers(JsonLog.off(), clock);
    final InMemoryAgenda agenda = new InMemoryAgenda(events, deliveries);
    final List<String> sent = new CopyOnWriteArrayList<>();
    final List<String> counted = new CopyOnWriteArrayList<>();
    final Map<String, Outcome> answers = new ConcurrentHashMap<>();
    Duration took = Duration.ofMillis(5);

    /** The destination whose attempts their worker does not survive; empty for none. */
    volatile String killedBy = "";

    private final LocalLimiter limiter = new LocalLimiter(clock, Calendar.PLAIN, false);
    private UsherConfig config = routes(route("all", STRIPE, null, "budget", "analytics"));

    static Route route(String name, String pattern, @org.jspecify.annotations.Nullable String transform, String... to) {
        return new Route(name, pattern, transform, List.of(to));
    }

    Engine with(Route... routes) {
        config = routes(routes);
        return this;
    }

    private static UsherConfig routes(Route... routes) {
        var destinations = new LinkedHashMap<String, Destination>();
        for (var name : List.of("budget", "analytics", "supplier"))
            destinations.put(
                    name,
                    new Destination(
                            name,
                            URI.create("https://example.com/" + name),
                            new SecretRef("env", "SECRET"),
                            Duration.ofSeconds(10),
                            Map.of(),
                            THREE,
                            BreakerPolicy.USUAL));
        return new UsherConfig(
                "config-1",
                Map.of(),
                Map.of(),
                Calendar.PLAIN,
                AbusePolicy.USUAL,
                List.of(routes),
                destinations,
                Map.of(),
                List.of(),
                Sso.OFF,
                List.of(),
                30,
                Regions.ALONE);
    }

    Deliver deliver() {
        var parts = new Deliver.Parts(
                events,
                deliveries,
                queues,
                deadLetters,
                turns(),
                board,
                breakers,
                this::send,
                (after, attempt) -> counted.add(after.id() + "#" + attempt.number()));
        return new Deliver(parts, Router.of(config), config, JsonLog.off(), clock);
    }

    Turns turns() {
        return new Turns(deliveries, queues, limiter, config);
    }

    Sweep sweep() {
        return new Sweep(new Sweep.Parts(events, deliveries, queues, deadLetters, board, agenda));
    }

    private Sent send(
            DeliveryId id, Event event, Destination destination, dev.usher.routing.Routing.Leg leg, int number) {
        if (destination.name().equals(killedBy)) throw new IllegalStateException("killed");
        sent.add(destination.name() + "#" + number);
        var outcome = answers.getOrDefault(destination.name(), new Outcome.Answered(200, null));
        return new Sent.Made(
                new Attempt(number, clock.instant(), took, outcome, leg.body().size(), ""));
    }

    /** An event as intake leaves it: stored, and nothing else. */
    Event stored() {
        var event = Samples.event("stripe", "payment_intent.succeeded", clock.instant());
        events.add(event, clock.instant().plus(Duration.ofDays(7)));
        return event;
    }

    /** An event of two destinations whose second could not be recorded until its message was gone. */
    Event routedInPart() {
        var event = stored();
        deliveries.refusing(id -> id.destination().equals("analytics"));
        for (int receives = 0; receives < 5; receives++) {
            boolean again = receives > 0;
            assertThatThrownBy(() -> deliver().handle(Wake.Dispatch.of(event), again, deadline()))
                    .isInstanceOf(StoreUnavailable.class);
        }
        deliveries.refusing(id -> false);
        assertThat(delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
        return event;
    }

    /** A round a minute, and whatever it queues is worked off at once. */
    void sweepFor(Duration time) {
        var end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            clock.advance(Duration.ofMinutes(1));
            sweep().round(clock.instant());
            drain(deliver());
        }
    }

    Delivery delivery(Event event, String destination) {
        return java.util.Objects.requireNonNull(
                deliveries.find(new DeliveryId(event.id(), destination, 0)), destination);
    }

    void answer(String destination, int status) {
        answers.put(destination, new Outcome.Answered(status, null));
    }

    Instant deadline() {
        return clock.instant().plusSeconds(60);
    }

    /** Works off everything in the queues, moving the clock past each delay, until nothing is left. */
    int drain(Deliver deliver) {
        int handled = 0;
        for (var batch = queues.take(); !batch.isEmpty(); batch = queues.take())
            for (var message : batch) {
                clock.advance(message.delay());
                deliver.handle(message.message(), false, deadline());
                handled++;
            }
        return handled;
    }
}
