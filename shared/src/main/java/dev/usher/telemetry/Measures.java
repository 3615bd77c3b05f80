package dev.usher.telemetry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** What is counted of each message of the log: the only place that says so. */
final class Measures {
    private final Metrics metrics;

    Measures(Metrics metrics) {
        this.metrics = metrics;
    }

    void of(String message, ObjectNode fields) {
        switch (message) {
            case "webhook" -> webhook(fields);
            case "event taken" -> metrics.time(Metric.QUEUE_WAIT, number(fields, "waitMs"));
            case "delivery" -> delivery(fields);
            case "limit decided" -> metrics.count(Metric.LIMIT_DECISIONS, text(fields, "outcome"), 1);
            case "limit decided alone" -> metrics.count(Metric.LIMIT_FALLBACKS, 1);
            case "redis is away" -> metrics.count(Metric.REDIS_LOST, 1);
            case "breaker opened", "breaker changed" ->
                metrics.count(Metric.BREAKER_TRANSITIONS, text(fields, "to"), 1);
            case "breaker opened alone" -> metrics.count(Metric.BREAKERS_OPENED_ALONE, 1);
            case "outbound call" -> {
                metrics.count(Metric.SERVICE_CALLS, text(fields, "outcome"), 1);
                metrics.time(Metric.SERVICE_CALL_TIME, number(fields, "tookMs"));
            }
            case "sweep" -> {
                metrics.count(Metric.SWEPT_QUEUED, number(fields, "queued"));
                metrics.count(Metric.SWEPT_RELEASED, number(fields, "released"));
                metrics.count(Metric.SWEPT_STRAYS, number(fields, "strays"));
                metrics.count(Metric.SWEPT_DEAD, number(fields, "dead"));
            }
            case "replay slice" -> metrics.count(Metric.REPLAYED, number(fields, "replayed"));
            case "security alert" -> metrics.count(Metric.SECURITY_ALERTS, text(fields, "pattern"), 1);
            case "an unreadable message is in the dead-letter queue" -> metrics.count(Metric.UNREADABLE_MESSAGES, 1);
            default -> {}
        }
    }

    void fault() {
        metrics.count(Metric.FAULTS, 1);
    }

    private void webhook(ObjectNode fields) {
        var receipt = text(fields, "receipt");
        metrics.count(Metric.WEBHOOKS, receipt, 1);
        metrics.time(Metric.ACK_TIME, number(fields, "tookMs"));
        switch (receipt) {
            case "forged" ->
                metrics.count(
                        Metric.FORGERIES,
                        text(fields, "reason").toLowerCase(Locale.ROOT).replace('_', '-'),
                        1);
            case "closed", "unstored" -> metrics.count(Metric.WEBHOOK_FAULTS, 1);
            default -> {}
        }
    }

    private void delivery(ObjectNode fields) {
        var state = text(fields, "state");
        metrics.count(Metric.DELIVERIES, state, 1);
        if (fields.has("outcome")) {
            metrics.count(Metric.ATTEMPTS, text(fields, "outcome").replaceFirst("^(http_\\d)\\d\\d$", "$1xx"), 1);
            metrics.time(Metric.ATTEMPT_TIME, number(fields, "tookMs"));
        }
        if (fields.has("sinceMs")) metrics.time(Metric.DELIVERY_TIME, number(fields, "sinceMs"));
        if (state.equals("dead")) metrics.count(Metric.DEAD_LETTERS, text(fields, "reason"), 1);
    }

    private static String text(ObjectNode fields, String name) {
        return fields.path(name).asText();
    }

    private static long number(ObjectNode fields, String name) {
        return fields.path(name).asLong();
    }
}
