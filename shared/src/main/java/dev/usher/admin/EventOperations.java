package dev.usher.admin;

import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events: the list, one with all that happened to it, and its payload. */
final class EventOperations {
    private final AdminParts parts;

    EventOperations(AdminParts parts) {
        this.parts = parts;
    }

    Response list(Request request, Caller caller) {
        var ask = Ask.query(request);
        var criteria = Filters.criteria(ask, parts.clock().instant(), parts.retention());
        var page = parts.stores().search().events(criteria, Filters.after(ask), Filters.limit(ask));
        return Response.json(200, Filters.page(page, Show::event));
    }

    Response get(Request request, Caller caller) {
        var event = event(request);
        var deliveries = parts.stores().deliveries().of(event.id());
        var timeline = new EventTimeline(caller).received(event);
        deliveries.forEach(timeline::delivery);
        parts.stores().audit().about(event.id()).forEach(timeline::audited);
        var root = Json.object();
        Show.event(event, root);
        var list = root.putArray("deliveries");
        deliveries.forEach(delivery -> Show.delivery(delivery, caller, list.addObject()));
        timeline.write(root.putArray("timeline"));
        return Response.json(200, root);
    }

    Response payload(Request request, Caller caller) {
        var wanted = Ask.query(request).oneOf("encoding", Set.of("text", "base64"));
        var event = event(request);
        var text = "base64".equals(wanted) ? null : textOrNull(event.body());
        if (text == null && "text".equals(wanted))
            throw Refusal.conflict("not-text", "the payload is not UTF-8; ask for encoding=base64", Json.object());
        return Response.json(
                200,
                Json.object()
                        .put("id", event.id().text())
                        .put("contentType", event.headers().get("content-type", ""))
                        .put("bytes", event.body().size())
                        .put("encoding", text == null ? "base64" : "text")
                        .put(
                                "body",
                                text == null
                                        ? Base64.getEncoder()
                                                .encodeToString(event.body().bytes())
                                        : text));
    }

    private Event event(Request request) {
        var id = request.pathValue("id");
        if (!EventId.isValid(id)) throw Refusal.parameter("id", "an event id");
        var event = parts.stores().events().find(new EventId(id));
        if (event == null) throw Refusal.notFound("event");
        return event;
    }

    /** Null when these bytes would not come back from the text as they were. */
    private static @Nullable String textOrNull(Body body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.bytes()))
                    .toString();
        } catch (CharacterCodingException binary) {
            return null;
        }
    }
}
