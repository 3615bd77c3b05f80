package dev.usher.telemetry;

/** What is measured; each is a row of docs/reference/metrics.md. */
public enum Metric {
    WEBHOOKS("Webhooks", Unit.COUNT, "Receipt"),
    WEBHOOK_FAULTS("WebhookFaults", Unit.COUNT, ""),
    FORGERIES("Forgeries", Unit.COUNT, "Reason"),
    ACK_TIME("AckTime", Unit.MILLISECONDS, ""),
    QUEUE_WAIT("QueueWait", Unit.MILLISECONDS, ""),
    DELIVERIES("Deliveries", Unit.COUNT, "State"),
    DELIVERY_TIME("DeliveryTime", Unit.MILLISECONDS, ""),
    ATTEMPTS("Attempts", Unit.COUNT, "Outcome"),
    ATTEMPT_TIME("AttemptTime", Unit.MILLISECONDS, ""),
    DEAD_LETTERS("DeadLetters", Unit.COUNT, "Reason"),
    LIMIT_DECISIONS("LimitDecisions", Unit.COUNT, "Outcome"),
    LIMIT_FALLBACKS("LimitFallbacks", Unit.COUNT, ""),
    REDIS_LOST("RedisLost", Unit.COUNT, ""),
    BREAKER_TRANSITIONS("BreakerTransitions", Unit.COUNT, "To"),
    BREAKERS_OPENED_ALONE("BreakersOpenedAlone", Unit.COUNT, ""),
    SERVICE_CALLS("ServiceCalls", Unit.COUNT, "Outcome"),
    SERVICE_CALL_TIME("ServiceCallTime", Unit.MILLISECONDS, ""),
    SWEPT_QUEUED("SweptQueued", Unit.COUNT, ""),
    SWEPT_RELEASED("SweptReleased", Unit.COUNT, ""),
    SWEPT_STRAYS("SweptStrays", Unit.COUNT, ""),
    SWEPT_DEAD("SweptDead", Unit.COUNT, ""),
    REPLAYED("Replayed", Unit.COUNT, ""),
    SECURITY_ALERTS("SecurityAlerts", Unit.COUNT, "Pattern"),
    UNREADABLE_MESSAGES("UnreadableMessages", Unit.COUNT, ""),
    FAULTS("Faults", Unit.COUNT, "");

    /** How CloudWatch counts it. */
    public enum Unit {
        /** Added up. */
        COUNT("Count"),
        /** Kept one by one, so that there are percentiles. */
        MILLISECONDS("Milliseconds");

        private final String label;

        Unit(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    private final String label;
    private final Unit unit;
    private final String dimension;

    Metric(String label, Unit unit, String dimension) {
        this.label = label;
        this.unit = unit;
        this.dimension = dimension;
    }

    /** Its name in CloudWatch. */
    public String label() {
        return label;
    }

    public Unit unit() {
        return unit;
    }

    /** What it is told apart by beside the stack, a word of few values; empty when by nothing. */
    public String dimension() {
        return dimension;
    }
}
