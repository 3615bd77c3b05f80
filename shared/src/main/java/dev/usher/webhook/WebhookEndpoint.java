package dev.usher.webhook;

import dev.usher.config.Source;
import dev.usher.config.UsherConfig;
import dev.usher.http.Body;
import dev.usher.http.Endpoint;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.message.EventId;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /webhooks/{source}}: tells the sender what came of it (requirement W1), and nothing of the inside. */
public final class WebhookEndpoint implements Endpoint {
    /** When a source that is closed by our own fault may be tried again. */
    private static final Duration CLOSED_RETRY = Duration.ofSeconds(60);

    private final ReceiveWebhook receive;
    private final UsherConfig config;
    private final JsonLog log;
    private final InstantSource clock;

    public WebhookEndpoint(ReceiveWebhook receive, UsherConfig config, JsonLog log, InstantSource clock) {
        this.receive = receive;
        this.config = config;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public Response handle(Request request) {
        long began = clock.millis();
        var name = request.pathValue("source");
        var receipt = receive.receive(name, request);
        var source = config.sources().get(name);
        log(source, receipt, request, clock.millis() - began);
        return response(receipt, source == null ? null : source.reply());
    }

    private void log(@Nullable Source source, Receipt receipt, Request request, long tookMs) {
        var line = Json.object()
                .put("receipt", receipt.word())
                .put("source", source == null ? "" : source.name())
                .put("bytes", request.body().size())
                .put("tookMs", tookMs);
        switch (receipt) {
            case Receipt.Accepted(var id) -> line.put("event", id.text());
            case Receipt.Queued(var id, var wait, var position) ->
                line.put("event", id.text()).put("position", position);
            case Receipt.Duplicate(var id) -> line.put("event", id.text());
            case Receipt.Forged(var reason) -> line.put("reason", reason.name());
            case Receipt.Unsigned(var header) -> line.put("header", header);
            case Receipt.Closed(var detail) -> line.put("reason", detail);
            default -> {}
        }
        switch (receipt) {
            case Receipt.Closed c -> log.warn("webhook", line);
            case Receipt.Unstored u -> log.warn("webhook", line);
            default -> log.info("webhook", line);
        }
    }

    private static Response response(Receipt receipt, Source.@Nullable Reply reply) {
        return switch (receipt) {
            case Receipt.Accepted(var id) -> accepted("accepted", id, reply);
            case Receipt.Duplicate(var id) -> accepted("duplicate", id, reply);
            case Receipt.Ignored(var type) ->
                reply == null ? Response.json(200, Map.of("status", "ignored")) : fixed(reply);
            case Receipt.Queued(var id, var wait, var position) -> queued(id, wait, position);
            case Receipt.Handshaken(var response) -> response;
            default -> problem(receipt);
        };
    }

    private static Response problem(Receipt receipt) {
        return switch (receipt) {
            case Receipt.UnknownSource() ->
                Response.problem(404, "unknown-source", "Unknown source", "No source has this name.");
            case Receipt.TooLarge(var maxBytes) ->
                Response.problem(
                        413, "body-too-large", "Body too large", "This source takes up to " + maxBytes + " bytes.");
            case Receipt.Encoded() ->
                Response.problem(415, "encoded-body", "Encoded body", "Bodies must come without a Content-Encoding.");
            case Receipt.NotAHandshake() ->
                Response.problem(405, "method-not-allowed", "Method not allowed", "Webhooks come by POST.")
                        .with("allow", "POST");
            case Receipt.Unsigned(var header) ->
                Response.problem(
                        400, "signature-missing", "Signature missing", "The request has no " + header + " header.");
            case Receipt.Forged(var reason) ->
                Response.problem(401, "signature-invalid", "Signature invalid", "The signature is wrong or too old.");
            case Receipt.Unreadable(var expected) ->
                Response.problem(
                        400, "body-unreadable", "Body unreadable", "The body is not well-formed " + expected + ".");
            case Receipt.Refused(var wait) ->
                Response.problem(
                                429,
                                "quota-exceeded",
                                "Quota exceeded",
                                "The source is over its limit and its queue is full.")
                        .retryAfter(wait);
            case Receipt.Closed(var detail) -> unavailable().retryAfter(CLOSED_RETRY);
            case Receipt.Unstored() -> unavailable().retryAfter(Duration.ofSeconds(5));
            default -> throw new IllegalStateException("no problem: " + receipt.word());
        };
    }

    private static Response unavailable() {
        return Response.problem(503, "unavailable", "Temporarily unavailable", "Please send it again later.");
    }

    private static Response accepted(String status, EventId id, Source.@Nullable Reply reply) {
        return (reply == null
                        ? Response.json(200, Json.object().put("status", status).put("id", id.text()))
                        : fixed(reply))
                .with("usher-event-id", id.text());
    }

    private static Response queued(EventId id, Duration wait, long position) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        var body = Json.object()
                .put("status", "queued")
                .put("id", id.text())
                .put("retryAfter", seconds)
                .put("queuePosition", position);
        return Response.json(202, body).retryAfter(wait).with("usher-event-id", id.text());
    }

    private static Response fixed(Source.Reply reply) {
        return new Response(200, Map.of("content-type", reply.contentType()), Body.utf8(reply.body()));
    }
}
