package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Destination;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.util.Set;

/** Destinations: how they are configured and whether they are paused; pausing and resuming one. */
final class DestinationOperations {
    /** Held deliveries are counted up to here. */
    private static final int COUNTED = 1000;

    private final AdminParts parts;

    DestinationOperations(AdminParts parts) {
        this.parts = parts;
    }

    Response list(Request request, Caller caller) {
        var root = Json.object();
        var items = root.putArray("items");
        var released = parts.deliveries().board().released();
        parts.config().everyDestination().forEach(one -> write(one, released.contains(one.name()), items.addObject()));
        return Response.json(200, root);
    }

    Response pause(Request request, Caller caller) {
        var reason = Ask.bodyAndQuery(request, Set.of("reason")).text("reason");
        var destination = destination(request);
        var board = parts.deliveries().board();
        board.pause(destination.name(), reason, caller.name(), parts.clock().instant());
        return Response.json(200, json(destination, false));
    }

    /** Whatever was held goes on with the sweeper's next round, within a minute. */
    Response resume(Request request, Caller caller) {
        Ask.bodyAndQuery(request, Set.of("reason"));
        var destination = destination(request);
        if (!parts.deliveries().board().resume(destination.name(), parts.clock().instant()))
            throw Refusal.conflict("not-paused", "the destination is not paused", Json.object());
        return Response.json(200, json(destination, true));
    }

    private Destination destination(Request request) {
        var destination = parts.config().destination(request.pathValue("name"));
        if (destination == null) throw Refusal.notFound("destination");
        return destination;
    }

    private ObjectNode json(Destination destination, boolean released) {
        var node = Json.object();
        write(destination, released, node);
        return node;
    }

    private void write(Destination destination, boolean released, ObjectNode node) {
        ConfigView.write(destination, node);
        var paused = parts.deliveries().board().paused(destination.name());
        node.put("paused", paused != null);
        if (paused != null)
            node.putObject("pause")
                    .put("reason", paused.reason())
                    .put("by", paused.by())
                    .put("since", paused.since().toString());
        if (paused == null && !released) return; // nothing is held, and looking for it reads the whole agenda
        int held = parts.deliveries().agenda().held(destination.name(), COUNTED, id -> {});
        node.putObject("held").put("count", held).put("atLeast", held == COUNTED);
    }
}
