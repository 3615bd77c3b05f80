package dev.usher.local.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import dev.usher.local.gateway.Received;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A little of Stripe: balance and payment intents. Forms in, JSON out, errors as {@code {"error": {"type", "code", "message"}}}, and
 * idempotency keys: the same key gets the same answer again with {@code Idempotent-Replayed}, and another body under it is an
 * error (https://docs.stripe.com/api/errors, https://docs.stripe.com/api/idempotent_requests).
 */
final class Stripe implements Simulator {
    private static final String KEY = "Bearer sk_test_development";

    private final InstantSource clock;
    private final Map<String, Kept> byKey = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> intents = new ConcurrentHashMap<>();

    private record Kept(String body, HttpAnswer answer) {}

    Stripe(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public HttpAnswer answer(Question question) {
        if (!question.header("authorization").equals(KEY))
            return error(401, "invalid_request_error", "", "Invalid API Key provided.");
        if (question.is("GET", "/v1/balance")) return Question.json(200, balance(), "request-id", id("req_"));
        if (question.is("POST", "/v1/payment_intents")) return create(question);
        if (question.request().method().equals("GET") && question.path().startsWith("/v1/payment_intents/")) {
            var intent = intents.get(question.path().substring("/v1/payment_intents/".length()));
            if (intent != null) return Question.json(200, intent, "request-id", id("req_"));
            return error(404, "invalid_request_error", "resource_missing", "No such payment_intent");
        }
        return error(404, "invalid_request_error", "", "Unrecognized request URL.");
    }

    private HttpAnswer create(Question question) {
        var key = question.header("idempotency-key");
        if (key.isEmpty()) return created(question);
        var body = question.request().body().text();
        var fresh = new boolean[1];
        var kept = byKey.computeIfAbsent(key, absent -> {
            fresh[0] = true;
            return new Kept(body, created(question));
        });
        if (!kept.body.equals(body))
            return error(
                    400,
                    "idempotency_error",
                    "",
                    "Keys for idempotent requests can only be used with the same parameters they were first used with.");
        return fresh[0] ? kept.answer : replayed(kept.answer);
    }

    private static HttpAnswer replayed(HttpAnswer first) {
        var headers = new ArrayList<>(first.headers());
        headers.add(new Received.Header("idempotent-replayed", "true"));
        return new HttpAnswer(first.status(), headers, first.body());
    }

    private HttpAnswer created(Question question) {
        var form = question.form();
        var amount = form.getOrDefault("amount", "");
        if (!amount.matches("[1-9][0-9]{0,7}"))
            return error(400, "invalid_request_error", "parameter_invalid_integer", "Invalid integer: amount");
        if (!form.getOrDefault("currency", "").matches("[a-z]{3}"))
            return error(400, "invalid_request_error", "parameter_missing", "Missing required param: currency.");
        var intent = Json.object()
                .put("id", id("pi_"))
                .put("object", "payment_intent")
                .put("amount", Long.parseLong(amount))
                .put("currency", form.get("currency"))
                .put("created", clock.instant().getEpochSecond())
                .put("livemode", false)
                .put("status", "requires_payment_method");
        intents.put(intent.path("id").asText(), intent);
        return Question.json(200, intent, "request-id", id("req_"));
    }

    private static ObjectNode balance() {
        var balance = Json.object().put("object", "balance").put("livemode", false);
        balance.putArray("available").addObject().put("amount", 250_000).put("currency", "gbp");
        balance.putArray("pending").addObject().put("amount", 0).put("currency", "gbp");
        return balance;
    }

    private static HttpAnswer error(int status, String type, String code, String message) {
        var error = Json.object().put("type", type).put("message", message);
        if (!code.isEmpty()) error.put("code", code);
        return Question.json(status, Json.object().set("error", error), "request-id", id("req_"));
    }

    private static String id(String prefix) {
        var random = new byte[12];
        ThreadLocalRandom.current().nextBytes(random);
        return prefix + HexFormat.of().formatHex(random);
    }
}
