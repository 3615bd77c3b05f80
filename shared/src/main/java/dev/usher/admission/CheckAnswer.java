package dev.usher.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule;
import dev.usher.http.Json;
import dev.usher.http.RateLimitFields;
import dev.usher.http.Response;
import dev.usher.limit.Admission;
import dev.usher.limit.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tells a caller what the limiter decided: in the document, and in the fields of HTTP that clients know. */
record CheckAnswer(Wanted wanted, Admission admission, boolean legacy) {
    Response response(String environment, Instant now) {
        var policy = wanted.ask().policy();
        return switch (admission) {
            case Admission.Admitted admitted -> withFields(Response.json(200, admitted(admitted, environment)));
            case Admission.Queued queued ->
                withFields(Response.json(202, queued(queued, now)).retryAfter(queued.delay()));
            case Admission.Refused refused -> {
                var wait = longer(refused.retryAfter(), policy.retryAfter());
                var problem = isClosed()
                        ? RateLimitFields.Problem.TEMPORARY_REDUCED_CAPACITY
                        : RateLimitFields.Problem.QUOTA_EXCEEDED;
                yield withLegacy(fields().refuse(problem, refusal(refused, wait)));
            }
            case Admission.Impossible impossible -> withFields(impossible(impossible));
            case Admission.Shadowed shadowed -> withFields(shadowed());
        };
    }

    private ObjectNode admitted(Admission.Admitted admitted, String environment) {
        var document = Json.object().put("allowed", true);
        document.put("remaining", admitted.remaining()).put("retryAfterMs", 0);
        document.put("units", admitted.charge().units());
        describe(document);
        if (wanted.peek()) return document;
        var charge = ChargeToken.of(wanted.ask(), admitted.charge(), environment);
        return document.put("charge", charge.text(wanted.ask().policy()));
    }

    private Response shadowed() {
        var document = Json.object().put("allowed", true).put("remaining", 0).put("retryAfterMs", 0);
        document.put("units", wanted.ask().cost()).put("shadow", admission.word());
        describe(document);
        return Response.json(200, document);
    }

    /** Decided without the store, under a policy that lets nothing pass without it. */
    private boolean isClosed() {
        return admission.fallback() && wanted.ask().policy().outage() == LimitPolicy.Outage.CLOSED;
    }

    private ObjectNode queued(Admission.Queued queued, Instant now) {
        var document = Json.object().put("allowed", false).put("queued", true);
        document.put("ticket", wanted.ask().ticket()).put("position", queued.position());
        document.put("retryAfterMs", queued.delay().toMillis());
        document.put("at", now.plus(queued.delay()).toString());
        describe(document);
        return document;
    }

    private RateLimitFields.Refusal refusal(Admission.Refused refused, Duration wait) {
        var document = Json.object().put("allowed", false).put("retryAfterMs", wait.toMillis());
        if (isClosed()) document.put("reason", "outage");
        describe(document);
        var detail = isClosed()
                ? "Nothing is admitted while the counts can't be reached."
                : "The budget does not allow this now.";
        return new RateLimitFields.Refusal(detail, violated(refused.tightest()), wait, document);
    }

    private Response impossible(Admission.Impossible impossible) {
        var document = Json.object().put("allowed", false);
        document.put("rule", impossible.tightest().rule());
        document.put("window", impossible.tightest().window());
        document.put("limit", impossible.tightest().limit());
        describe(document);
        return Response.problem(
                422,
                "cost-over-limit",
                "The cost is over the limit",
                "A window of the policy never holds so many units: no wait helps.",
                document);
    }

    private void describe(ObjectNode document) {
        windows(document.putArray("windows"), admission.readings());
        document.put("fallback", admission.fallback());
    }

    private static void windows(ArrayNode array, List<Reading> readings) {
        for (var reading : readings)
            array.addObject()
                    .put("rule", reading.rule())
                    .put("scope", reading.scope())
                    .put("window", reading.window())
                    .put("limit", reading.limit())
                    .put("remaining", reading.remaining())
                    .put("resetMs", reading.reset().toMillis());
    }

    /** The tightest first, and whatever else has too little left. */
    private List<String> violated(Reading tightest) {
        var others = admission.readings().stream()
                .filter(reading -> reading.remaining() < wanted.ask().cost() && !reading.equals(tightest));
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(tightest), others)
                .map(CheckAnswer::name)
                .toList();
    }

    private Response withFields(Response response) {
        var more = response;
        for (var field : fields().fields().entrySet()) more = more.with(field.getKey(), field.getValue());
        return withLegacy(more);
    }

    private Response withLegacy(Response response) {
        var more = response;
        if (legacy) for (var field : fields().legacy().entrySet()) more = more.with(field.getKey(), field.getValue());
        return more;
    }

    private RateLimitFields fields() {
        return new RateLimitFields(admission.readings().stream()
                .map(reading -> new RateLimitFields.Window(
                        name(reading),
                        reading.limit(),
                        reading.length().toSeconds(),
                        reading.remaining(),
                        reading.reset().plusMillis(999).toSeconds()))
                .toList());
    }

    /** Windows of the policy itself by their own names, those of its rules with the rule's before it. */
    private static String name(Reading reading) {
        return reading.rule().equals(LimitRule.SUBJECT) ? reading.window() : reading.rule() + "-" + reading.window();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
