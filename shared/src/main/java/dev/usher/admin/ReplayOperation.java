package dev.usher.admin;

import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.EventId;
import dev.usher.message.State;
import dev.usher.replay.Order;
import dev.usher.replay.ReplayDelivery.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Replaying one delivery, or all dead deliveries of an event. */
final class ReplayOperation {
    static final Set<String> KNOWN = Set.of("force_retry", "max_retries", "reason");

    private final AdminParts parts;

    ReplayOperation(AdminParts parts) {
        this.parts = parts;
    }

    private record Done(DeliveryId target, Result result) {}

    Response replay(Request request, Caller caller) {
        var order = order(request, caller);
        var now = parts.clock().instant();
        var done = new ArrayList<Done>();
        for (var target : targets(request.pathValue("id"), order.cause()))
            done.add(new Done(target, parts.deliveries().replay().replay(target, order, now, now)));
        return answer(done);
    }

    private static Order order(Request request, Caller caller) {
        var ask = Ask.bodyAndQuery(request, KNOWN);
        ask.find("reason");
        var key = Keys.digest(request, caller.name());
        return new Order(
                "operator:" + caller.name() + (key == null ? "" : "#" + key),
                key != null,
                ask.truth("force_retry"),
                false,
                (int) ask.number("max_retries", Order.DEFAULT_ATTEMPTS, 1, Order.MOST_ATTEMPTS),
                null);
    }

    private List<DeliveryId> targets(String id, String cause) {
        if (!EventId.isValid(id)) return List.of(DeliveryOperations.id(id));
        var latest = new TreeMap<String, Delivery>();
        for (var delivery : parts.stores().deliveries().of(new EventId(id)))
            latest.merge(delivery.id().destination(), delivery, (a, b) -> a.id().replay() > b.id().replay() ? a : b);
        if (latest.isEmpty() && parts.stores().events().find(new EventId(id)) == null) throw Refusal.notFound("event");
        var targets = latest.values().stream()
                .filter(one -> one.state() == State.DEAD || isRequested(one, cause))
                .map(Delivery::id)
                .sorted(Comparator.comparing(DeliveryId::destination))
                .toList();
        if (targets.isEmpty())
            throw Refusal.conflict("nothing-dead", "no delivery of this event is a dead letter", Json.object());
        return targets;
    }

    /** A replay that this request, sent before, may have made. */
    private static boolean isRequested(Delivery latest, String cause) {
        return latest.id().replay() > 0
                && (latest.state() == State.WAITING || latest.cause().equals(cause));
    }

    private static Response answer(List<Done> done) {
        var root = Json.object();
        var replays = root.putArray("replays");
        var refused = root.putArray("refused");
        boolean created = false;
        for (var one : done) {
            var target = one.target().toString();
            switch (one.result()) {
                case Result.Replayed(var by, var isNew) -> {
                    replays.addObject()
                            .put("delivery", target)
                            .put("replay", by.toString())
                            .put("created", isNew);
                    created |= isNew;
                }
                case Result.Refused(var reason) ->
                    refused.addObject().put("delivery", target).put("reason", reason);
            }
        }
        if (!replays.isEmpty()) return Response.json(created ? 202 : 200, root);
        var reason = refused.path(0).path("reason").asText();
        if (reason.equals("not-found")) throw Refusal.notFound("delivery");
        root.remove("replays");
        throw Refusal.conflict(reason, detail(reason), root);
    }

    private static String detail(String reason) {
        return switch (reason) {
            case "in-progress" -> "it is not finished";
            case "already-delivered" -> "it was delivered; force_retry sends it again";
            case "replay-limit" -> "it was replayed as often as is allowed; force_retry does it once more";
            case "destination-paused" -> "its destination is paused; resume that and it goes on by itself";
            case "event-expired" -> "its event is kept no longer";
            case "busy" -> "somebody else is at it; try again";
            case "secret-unavailable" -> "the source's secret can't be read now; try again";
            default ->
                "it does not pass verification as it did when it was received; force_retry sends it all the same";
        };
    }
}
