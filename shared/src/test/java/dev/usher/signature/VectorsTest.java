package dev.usher.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.handshake.Answer;
import dev.usher.handshake.Handshakes;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.testing.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The providers' published signatures, from vectors/webhook-signatures.json (its {@code source} fields say where
 * from).
 */
class VectorsTest {
    private static final String SITE = "https://hooks.example.com/in";

    /** One vector as a request, and what checks it. */
    private record Case(SchemeConfig scheme, Request request, String secret, Instant now) {
        Verdict verdict() {
            return Schemes.of(scheme).verify(request, List.of(Secret.of(secret)), now);
        }

        Case withBody(Body body) {
            var r = request;
            return new Case(
                    scheme,
                    new Request(
                            r.method(), r.path(), r.rawQuery(), r.origin(), "", r.headers(), Map.of(), r.query(), body),
                    secret,
                    now);
        }
    }

    static Stream<JsonNode> vectors() {
        try (var in =
                Objects.requireNonNull(VectorsTest.class.getResourceAsStream("/vectors/webhook-signatures.json"))) {
            return StreamSupport.stream(Json.mapper().readTree(in).spliterator(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void holdsAllTwentyFour() {
        assertThat(vectors()).hasSize(24);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void verifiesEveryPublishedSignature(JsonNode vector) {
        if (vector.path("name").asText().equals("x-crc")) {
            assertThat(crcAnswer(vector)).contains("\"response_token\":\"" + text(vector, "expect") + "\"");
            return;
        }
        assertThat(caseOf(vector).verdict()).isEqualTo(new Verdict.Genuine(0));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void refusesEveryPublishedSignatureOverAChangedBody(JsonNode vector) {
        if (vector.path("name").asText().equals("x-crc")) return;
        var genuine = caseOf(vector);
        var longer = genuine.withBody(Body.utf8(genuine.request().body().text() + "&x=1"));

        assertThat(longer.verdict()).isInstanceOf(Verdict.Forged.class);
    }

    @Test
    void sendGridsSignatureCoversTheTrailingLineBreak() {
        var genuine = caseOf(named("sendgrid"));
        var stripped =
                genuine.withBody(Body.utf8(genuine.request().body().text().strip()));

        assertThat(stripped.verdict()).isEqualTo(new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH));
    }

    /** The specification prints the v1a vector beside another message; there it must not verify. */
    @Test
    void refusesTheAsymmetricSignatureThatTheSpecificationPrintsBesideAnotherMessage() {
        var right = caseOf(named("sw-v1a-1"));
        var other = right.withBody(Body.utf8("{\"event_type\":\"ping\",\"data\":{\"success\":true}}"));

        assertThat(other.verdict()).isEqualTo(new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH));
    }

    private static JsonNode named(String name) {
        return vectors()
                .filter(v -> v.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String crcAnswer(JsonNode vector) {
        var request = Requests.get(SITE + "?crc_token=" + text(vector, "message"));
        var answer = Handshakes.of("x").answer(request, List.of(Secret.of(text(vector, "secret"))));
        assertThat(answer).isInstanceOf(Answer.Reply.class);
        return ((Answer.Reply) answer).response().body().text();
    }

    private static Case caseOf(JsonNode v) {
        var scheme = text(v, "scheme");
        if (scheme.startsWith("standard-webhooks")) return standardWebhooks(v);
        if (scheme.startsWith("twilio")) return twilio(v);
        return switch (text(v, "name")) {
            case "github-docs", "github-synthetic" -> simple("github", v, "X-Hub-Signature-256", text(v, "message"));
            case "rfc4231-2" ->
                new Case(
                        new SchemeConfig("hmac", Map.of("header", "X-Signature")),
                        Requests.post(SITE, Map.of("X-Signature", text(v, "expect")), text(v, "message")),
                        text(v, "secret"),
                        Instant.EPOCH);
            case "shopify-synthetic" -> simple("shopify", v, "X-Shopify-Hmac-SHA256", text(v, "message"));
            case "stripe-synthetic" ->
                simple("stripe", v, "Stripe-Signature", text(v, "message").substring(11));
            case "slack-synthetic", "slack-docs" -> slack(v);
            case "sendgrid" -> publicKey("sendgrid", v, "publicKeySpkiB64", "X-Twilio-Email-Event-Webhook-");
            case "discord" -> publicKey("discord", v, "publicKeyHex", "X-Signature-");
            case "square" -> square(v);
            case "hubspot-v1", "hubspot-v2-get", "hubspot-v2-post" -> hubspot(v);
            default -> throw new AssertionError("a vector that no test knows: " + v);
        };
    }

    private static Case simple(String scheme, JsonNode v, String header, String body) {
        return new Case(
                new SchemeConfig(scheme, Map.of()),
                Requests.post(SITE, Map.of(header, text(v, "expect")), body),
                text(v, "secret"),
                Instant.ofEpochSecond(1_700_000_000));
    }

    private static Case standardWebhooks(JsonNode v) {
        var headers = Map.of(
                "webhook-id", text(v, "id"),
                "webhook-timestamp", text(v, "timestamp"),
                "webhook-signature", text(v, "expect"));
        var secret = v.has("secret") ? text(v, "secret") : text(v, "publicKey");
        return new Case(
                new SchemeConfig("standard-webhooks", Map.of()),
                Requests.post(SITE, headers, text(v, "body")),
                secret,
                Instant.ofEpochSecond(v.path("timestamp").asLong()));
    }

    private static Case slack(JsonNode v) {
        var message = text(v, "message");
        var timestamp = message.substring(3, 13);
        var headers = Map.of("X-Slack-Signature", text(v, "expect"), "X-Slack-Request-Timestamp", timestamp);
        return new Case(
                new SchemeConfig("slack", Map.of()),
                Requests.post(SITE, headers, message.substring(14)),
                text(v, "secret"),
                Instant.ofEpochSecond(Long.parseLong(timestamp)));
    }

    private static Case publicKey(String scheme, JsonNode v, String keyField, String headerStem) {
        var message = text(v, "message");
        var timestamp = message.substring(0, 10);
        var signatureHeader = headerStem + (scheme.equals("discord") ? "Ed25519" : "Signature");
        return new Case(
                new SchemeConfig(scheme, Map.of()),
                Requests.post(
                        SITE,
                        Map.of(signatureHeader, text(v, "signature"), headerStem + "Timestamp", timestamp),
                        message.substring(10)),
                text(v, keyField),
                Instant.ofEpochSecond(Long.parseLong(timestamp)));
    }

    private static Case square(JsonNode v) {
        var url = "https://example.com/webhook";
        return new Case(
                new SchemeConfig("square", Map.of()),
                Requests.post(
                        url,
                        Map.of("x-square-hmacsha256-signature", text(v, "expect")),
                        text(v, "message").substring(url.length())),
                text(v, "secret"),
                Instant.EPOCH);
    }

    private static Case hubspot(JsonNode v) {
        var secret = text(v, "message").substring(0, 36);
        var rest = text(v, "message").substring(36);
        var url = "https://www.example.com/webhook_uri";
        var method = rest.startsWith("GET") ? "GET" : "POST";
        var scheme = v.path("name").asText().substring(0, 10);
        var body = scheme.equals("hubspot-v1") ? rest : rest.substring(method.length() + url.length());
        return new Case(
                new SchemeConfig(scheme, Map.of()),
                Requests.of(method, url, Map.of("X-HubSpot-Signature", text(v, "expect")), Body.utf8(body)),
                secret,
                Instant.EPOCH);
    }

    private static Case twilio(JsonNode v) {
        var form = new ArrayList<String>();
        v.path("params").properties().forEach(param -> {
            if (param.getValue().isArray()) {
                param.getValue().forEach(value -> form.add(pair(param.getKey(), value.asText())));
            } else {
                form.add(pair(param.getKey(), param.getValue().asText()));
            }
        });
        var json = v.has("body");
        var headers = Map.of(
                "X-Twilio-Signature",
                text(v, "expect"),
                "Content-Type",
                json ? "application/json" : "application/x-www-form-urlencoded");
        return new Case(
                new SchemeConfig("twilio", Map.of()),
                Requests.post(text(v, "url"), headers, json ? text(v, "body") : String.join("&", form)),
                text(v, "token"),
                Instant.EPOCH);
    }

    private static String pair(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String text(JsonNode vector, String field) {
        return vector.required(field).asText();
    }
}
