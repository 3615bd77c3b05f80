package dev.usher.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.config.ConfigReader;
import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretUnavailable;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.lambda.DomainChecks;
import dev.usher.limit.LocalCeilings;
import dev.usher.limit.LocalLimiter;
import dev.usher.limit.ShadowLimiter;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryWatch;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/** The limiter's endpoint over a few policies, on a clock that stands still. */
final class LimitsWorld {
    private static final String CONFIG = """
            sources: { generic: { scheme: standard-webhooks, secrets: [env:S], types: ['*'], limit: { minute: 7 } } }
            calendar: { zone: Europe/London, seasons: [{ name: peak, from: 05-01, to: 09-30 }] }
            limits:
              mail: { mode: strict, minute: 10, queue: 3, reserve: { low: 30 } }
              watched: { minute: 1, shadow: true }
              api:
                queue: 0
                tiers: { free: 1, pro: 3 }
                seasons: { peak: 2 }
                rules:
                  - { name: client, per: client, minute: 2 }
                  - { name: upload, per: client, operations: [photo.upload], hour: 1, fixed: true }
                  - { name: together, minute: 100, fixed: true }
              few: { rules: [{ name: only, operations: [a, b], minute: 5 }] }
            """;

    final FakeClock clock = new FakeClock();
    final InMemoryWatch watch = new InMemoryWatch();
    String digests = "open";
    private final LimitOperations operations;
    final LimitsEndpoint endpoint;
    final LimitCalls calls;

    LimitsWorld() {
        var config = ConfigReader.read(CONFIG, Map.of("S", "x"), new DomainChecks());
        operations = new LimitOperations(new LimitOperations.Parts(
                config,
                new ShadowLimiter(new LocalLimiter(clock, config.calendar(), false), JsonLog.off()),
                new LocalCeilings(),
                watch,
                JsonLog.off(),
                clock,
                true));
        endpoint = new LimitsEndpoint(operations, new Callers(this::digests, new SecretRef("env", "T")));
        calls = new LimitCalls(operations);
    }

    private Secret digests(SecretRef ref) {
        if (digests.equals("out")) throw new SecretUnavailable(ref, "it is out");
        return Secret.of(digests);
    }

    JsonNode call(String payload) {
        return calls.answer(Json.readOrNull(payload.getBytes(StandardCharsets.UTF_8)));
    }

    JsonNode check(String policy, String body, int status) {
        return document(post(policy, "check", body, status));
    }

    Response post(String policy, String act, String body, int status) {
        var response = endpoint.handle(request("POST", policy, act, body, Map.of(), Map.of()));
        assertThat(response.status()).as(response.body().text()).isEqualTo(status);
        return response;
    }

    Response get(String policy, String subject, Map<String, String> query, int status) {
        var response = endpoint.handle(request("GET", policy, subject, "", query, Map.of()));
        assertThat(response.status()).as(response.body().text()).isEqualTo(status);
        return response;
    }

    Response ask(Map<String, String> headers, String policy, String body) {
        return endpoint.handle(request("POST", policy, "check", body, Map.of(), headers));
    }

    static Request request(
            String method,
            String policy,
            String last,
            String body,
            Map<String, String> query,
            Map<String, String> headers) {
        var values = new HashMap<>(Map.of("policy", policy));
        if (method.equals("GET")) values.put("subject", last);
        return new Request(
                method,
                "/limits/" + policy + "/" + last,
                "",
                "https://api.example.com",
                "192.0.2.7",
                Headers.of(headers),
                values,
                query,
                Body.utf8(body));
    }

    static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing); // every JDK has SHA-256
        }
    }

    static JsonNode document(Response response) {
        return Objects.requireNonNull(Json.readOrNull(response.body().bytes()));
    }

    JsonNode report(String body) {
        return document(post("mail", "report", body, 200));
    }
}
