package dev.usher.admin;

import dev.usher.delivery.Sent;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.State;
import dev.usher.outbound.CallEnds;
import java.util.Set;

/** Deliveries: the list, one with its attempts, the dead letters, and cancelling one. */
final class DeliveryOperations {
    private final AdminParts parts;
    private final CallEnds calls;

    DeliveryOperations(AdminParts parts) {
        this.parts = parts;
        this.calls = new CallEnds(parts.stores().events());
    }

    Response list(Request request, Caller caller) {
        var ask = Ask.query(request);
        var criteria = Filters.criteria(ask, parts.clock().instant(), parts.retention());
        var page = parts.stores().search().deliveries(criteria, Filters.after(ask), Filters.limit(ask));
        return Response.json(200, Filters.page(page, Show::delivery));
    }

    Response deadLetters(Request request, Caller caller) {
        var ask = Ask.query(request);
        // A dead letter is kept from when it died, so its event may be older than the retention.
        var criteria =
                Filters.criteria(ask, parts.clock().instant(), parts.retention().multipliedBy(2));
        var page = parts.stores().search().unresolved(State.DEAD, criteria, Filters.after(ask), Filters.limit(ask));
        return Response.json(200, Filters.page(page, Show::delivery));
    }

    Response get(Request request, Caller caller) {
        var root = Json.object();
        Show.delivery(delivery(request), caller, root);
        return Response.json(200, root);
    }

    /** A worker who is at it wins: then there is nothing to cancel any more. Nor is there while a call is made that may be made once. */
    Response cancel(Request request, Caller caller) {
        Ask.bodyAndQuery(request, Set.of("reason"));
        var delivery = delivery(request);
        boolean calling = delivery.standing().reason().equals(Sent.CALLING);
        if (calling || (delivery.state() != State.WAITING && delivery.state() != State.PARKED))
            throw Refusal.conflict(
                    "not-cancellable",
                    "only a waiting or parked delivery can be cancelled",
                    Json.object().put("state", delivery.state().label()));
        var now = parts.clock().instant();
        var cancelled = delivery.standing(State.CANCELLED, "cancelled-by-operator", now);
        if (!parts.stores().deliveries().update(delivery, cancelled))
            throw Refusal.conflict(
                    "changed-meanwhile", "the delivery changed meanwhile; look at it again", Json.object());
        // Who queued a call is told; the sweeper sees to it that the event gets where it belongs.
        var event = parts.stores().events().find(cancelled.id().event());
        if (event != null) calls.failed(cancelled, event, now);
        var root = Json.object();
        Show.delivery(cancelled, caller, root);
        return Response.json(200, root);
    }

    private Delivery delivery(Request request) {
        var delivery = parts.stores().deliveries().find(id(request.pathValue("id")));
        if (delivery == null) throw Refusal.notFound("delivery");
        return delivery;
    }

    static DeliveryId id(String text) {
        try {
            if (text.length() <= 200) return DeliveryId.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw Refusal.parameter("id", "a delivery id");
        }
        throw Refusal.parameter("id", "a delivery id");
    }
}
