package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Operator;
import dev.usher.message.Attempt;
import dev.usher.message.Delivery;
import dev.usher.message.Event;
import dev.usher.message.Outcome;
import dev.usher.search.DeliveryRow;
import dev.usher.search.EventRow;
import java.util.Locale;

/** Events and deliveries as the API shows them. No header value, and no answer of a receiver for those who may only look. */
final class Show {
    private Show() {}

    static void event(EventRow row, ObjectNode node) {
        node.put("id", row.id().text());
        about(row.about(), node);
    }

    static void event(Event event, ObjectNode node) {
        event(new EventRow(event.id(), Delivery.About.of(event)), node);
        int query = event.url().indexOf('?');
        node.put("correlationId", event.correlationId())
                .put("url", query < 0 ? event.url() : event.url().substring(0, query))
                .put("contentType", event.headers().get("content-type", ""))
                .put("bytes", event.body().size());
        var headers = node.putArray("headers");
        event.headers().names().forEach(headers::add);
    }

    static void delivery(DeliveryRow row, ObjectNode node) {
        node.put("id", row.id().toString())
                .put("event", row.id().event().text())
                .put("destination", row.id().destination())
                .put("replay", row.id().replay())
                .put("state", row.standing().state().label());
        if (!row.standing().reason().isEmpty())
            node.put("reason", row.standing().reason());
        if (!row.error().isEmpty()) node.put("error", row.error());
        var at = row.standing().at().toString();
        switch (row.standing().state()) {
            case WAITING -> node.put("dueAt", at);
            case PENDING, DELIVERED, PARKED, DEAD, CANCELLED -> node.put("since", at);
        }
        node.put("attempts", row.attempts()).put("changedAt", row.changedAt().toString());
        if (!row.route().isEmpty()) node.put("route", row.route());
        if (!row.cause().isEmpty()) node.put("cause", row.cause());
        about(row.about(), node);
    }

    /** With its attempts in place of their number. */
    static void delivery(Delivery delivery, Caller caller, ObjectNode node) {
        delivery(DeliveryRow.of(delivery), node);
        if (delivery.attemptsCap() > 0) node.put("attemptsCap", delivery.attemptsCap());
        node.put("configVersion", delivery.configVersion());
        var attempts = node.putArray("attempts");
        delivery.attempts().forEach(attempt -> attempt(attempt, caller, attempts.addObject()));
    }

    static void attempt(Attempt attempt, Caller caller, ObjectNode node) {
        node.put("number", attempt.number())
                .put("at", attempt.at().toString())
                .put("tookMs", attempt.took().toMillis())
                .put("sentBytes", attempt.sentBytes());
        switch (attempt.outcome()) {
            case Outcome.Answered answered -> {
                node.put("status", answered.status());
                var retryAfter = answered.retryAfter();
                if (retryAfter != null) node.put("retryAfterSeconds", retryAfter.toSeconds());
            }
            case Outcome.Failed failed ->
                node.put("failure", failed.failure().name().toLowerCase(Locale.ROOT));
        }
        if (!attempt.outcome().success()) node.put("error", attempt.outcome().error());
        boolean mayRead = caller.role().compareTo(Operator.Role.OPERATOR) >= 0;
        if (mayRead && !attempt.response().isEmpty()) node.put("response", attempt.response());
    }

    private static void about(Delivery.About about, ObjectNode node) {
        node.put("source", about.source())
                .put("type", about.type())
                .put("priority", about.priority().label())
                .put("providerId", about.providerId())
                .put("receivedAt", about.receivedAt().toString());
        var context = node.putObject("context");
        about.context().forEach(context::put);
    }
}
