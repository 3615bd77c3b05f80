package dev.usher.outbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.OwnSources;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.outbound.GatewayAnswer.Served;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** What came of a queued call, as an event: JSON that routes can look into, and that its caller is shown. */
final class CallAnswer {
    /** A longer body is not kept; the answer says so. */
    static final int MOST_BODY_BYTES = 512 * 1024;

    private CallAnswer() {}

    /** The id of the event, so that a call has one answer and one failure at most, however often it is made. */
    static EventId id(EventId request, String type) {
        return EventId.of(OwnSources.GATEWAY, request.text() + '\0' + type, 0);
    }

    static Event answered(QueuedCall call, Served served, Event request, Instant now) {
        var document = document(call).put("status", served.status());
        var headers = document.putObject("headers");
        AnswerHeaders.passedOn(served.headers()).forEach(headers::put);
        if (!served.shape().isEmpty()) document.put("shape", served.shape());
        var body = served.body();
        var text = body.size() > MOST_BODY_BYTES ? null : body.textOrNull();
        if (body.size() > MOST_BODY_BYTES) document.put("bodyTooLong", true);
        else if (text != null) document.put("body", text);
        else document.put("bodyBase64", Base64.getEncoder().encodeToString(body.bytes()));
        return event(call, request, OwnSources.ANSWERED, document, now);
    }

    /** @param reason one of docs/reference/errors.md */
    static Event failed(QueuedCall call, String reason, Event request, Instant now) {
        return event(call, request, OwnSources.FAILED, document(call).put("reason", reason), now);
    }

    private static ObjectNode document(QueuedCall call) {
        return Json.object().put("id", call.id().text()).put("service", call.service());
    }

    private static Event event(QueuedCall call, Event request, String type, ObjectNode document, Instant now) {
        var headers = new HashMap<String, String>();
        headers.put("content-type", "application/json");
        if (!call.later().to().isEmpty())
            headers.put(OwnSources.TO, call.later().to());
        var id = id(call.id(), type);
        return new Event(
                id,
                OwnSources.GATEWAY,
                id.text(),
                type,
                request.priority(),
                now,
                Map.of("service", call.service(), "request", call.id().text()),
                Headers.of(headers),
                "",
                request.correlationId(),
                Body.of(Json.bytes(document)));
    }
}
