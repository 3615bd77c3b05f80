package dev.usher.outbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.OwnSources;
import dev.usher.config.Service;
import dev.usher.delivery.Sent;
import dev.usher.http.Json;
import dev.usher.http.Response;
import dev.usher.limit.Admission;
import dev.usher.limit.Limiter;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryStore;
import dev.usher.message.EventId;
import dev.usher.message.EventStore;
import dev.usher.message.State;
import dev.usher.message.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells whoever queued a call what came of it: {@code GET /gateway/requests/{id}}. */
public final class CallStatus {
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final EventStore events;
    private final DeliveryStore deliveries;
    private final Limiter limiter;
    private final Map<String, Service> services;
    private final InstantSource clock;

    /** @param services by name */
    public CallStatus(
            EventStore events,
            DeliveryStore deliveries,
            Limiter limiter,
            Map<String, Service> services,
            InstantSource clock) {
        this.events = events;
        this.deliveries = deliveries;
        this.limiter = limiter;
        this.services = Map.copyOf(services);
        this.clock = clock;
    }

    /**
     * What is known of a call.
     *
     * @param caller as it was when the call was queued; anybody else's calls are as if they were not there
     */
    Response of(String id, String caller) {
        try {
            return found(id, caller).with("cache-control", "no-store");
        } catch (StoreUnavailable outage) {
            return Response.problem(503, "unavailable", "Try again in a moment", "the log can't be read")
                    .retryAfter(AGAIN);
        }
    }

    private Response found(String text, String caller) {
        var event = EventId.isValid(text) ? events.find(new EventId(text)) : null;
        var now = clock.instant();
        var call = event == null || !QueuedCall.isOne(event) ? null : QueuedCall.read(event, now, Duration.ZERO);
        if (event == null || call == null || !call.later().caller().equals(caller))
            return Response.problem(404, "not-found", "There is no such request", "no call of yours has this id");
        var root = Json.object()
                .put("id", text)
                .put("service", call.service())
                .put("queuedAt", event.receivedAt().toString());
        var answer = events.find(CallAnswer.id(event.id(), OwnSources.ANSWERED));
        if (answer != null) return Response.json(200, done(root, answer.body().bytes()));
        var delivery = deliveries.of(event.id()).stream()
                .filter(one -> !one.id().destination().equals(Delivery.NOWHERE))
                .max(Comparator.comparingInt(one -> one.id().replay()))
                .orElse(null);
        return waiting(root, call, delivery, now);
    }

    private static ObjectNode done(ObjectNode root, byte[] kept) {
        root.put("state", "done");
        if (Json.readOrNull(kept) instanceof ObjectNode answer) {
            answer.remove(List.of("id", "service"));
            root.set("answer", answer);
        }
        return root;
    }

    private Response waiting(ObjectNode root, QueuedCall call, @Nullable Delivery delivery, Instant now) {
        var state = delivery == null ? State.PENDING : delivery.state();
        var reason = delivery == null ? "" : delivery.standing().reason();
        switch (state) {
            case DEAD, CANCELLED -> {
                root.put("state", "failed").put("reason", reason);
                return Response.json(200, root);
            }
            case PENDING, WAITING, PARKED, DELIVERED ->
                root.put("state", reason.equals(Sent.CALLING) || state == State.DELIVERED ? "running" : "queued");
        }
        if (!reason.isEmpty() && !reason.equals(Sent.CALLING)) root.put("reason", reason);
        if (delivery != null) root.put("attempts", delivery.attempts().size());
        var due = delivery == null ? null : delivery.dueAt();
        var wait = due == null || !due.isAfter(now) ? Duration.ofSeconds(1) : Duration.between(now, due);
        if (due != null) root.put("expectedAt", due.toString());
        var position = reason.equals(Sent.LIMITED) ? position(call) : 0;
        if (position > 0) root.put("position", position);
        return Response.json(200, root).retryAfter(wait);
    }

    /** Where it stands in the line of its limit now; 0 when in none. */
    private long position(QueuedCall call) {
        var service = services.get(call.service());
        if (service == null) return 0;
        var ask = Attempts.ask(service, call.outgoing()).ticket(call.id().text());
        return limiter.peek(ask) instanceof Admission.Queued queued ? queued.position() : 0;
    }
}
