package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever goes through the gateway, nothing secret and nothing personal of it is seen where it has no business. */
class GatewayCanaryIT {
    /** As they are in a path, a query, a header, a body and an answer. */
    private static final List<String> PERSONAL = List.of(
            "canary-path-8431", "canary-query-8432", "canary-header-8433", "canary-body-8434", "canary-answer-8435");

    /** What the services know us by, and who may call at all. */
    private static final List<String> SECRETS = List.of(
            "gateway-dev-token",
            "sk_test_development",
            "re_development",
            "development-only-directory",
            "development-only-twilio-api",
            "ya29.development",
            "development-only-supabase",
            "00cf6d27053e59f88ace9f904724e91249f78e2c1508a3dceb68b088774e3402");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<HttpResponse<String>> answers = new ArrayList<>();

    private HttpResponse<String> call(Stage stage, String line, String body, String... headers)
            throws IOException, InterruptedException {
        int space = line.indexOf(' ');
        var request = HttpRequest.newBuilder(stage.url("/gateway/" + line.substring(space + 1)))
                .timeout(Duration.ofSeconds(40))
                .header("Authorization", "Bearer gateway-dev-token")
                .header("X-Guest", PERSONAL.get(2))
                .method(line.substring(0, space), BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private void behave(Stage stage, String simulator, String json) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(stage.url("/simulators/" + simulator + "/behaviour"))
                .PUT(BodyPublishers.ofString(json));
        assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void noSecretAndNothingPersonalOfACallIsInAnyLogErrorOrViewersAnswer() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            var target = "/" + PERSONAL.get(0) + "?guest=" + PERSONAL.get(1);
            var answered = "\"body\":\"" + PERSONAL.get(4) + "\"";
            for (var service : Map.of(
                            "stripe_payments",
                            "stripe",
                            "email_service",
                            "resend",
                            "sms_service",
                            "twilio",
                            "google_calendar",
                            "google",
                            "supabase",
                            "supabase",
                            "supplier_directory",
                            "directory")
                    .entrySet())
                for (var behaviour : List.of(
                        "{\"times\":1}",
                        "{\"status\":201,\"times\":1," + answered + "}",
                        "{\"status\":500,\"times\":1," + answered + "}",
                        "{\"status\":429,\"retryAfter\":\"1\",\"times\":1," + answered + "}",
                        "{\"reset\":true,\"times\":1}")) {
                    behave(stage, service.getValue(), behaviour);
                    var answer = call(
                            stage,
                            "POST " + service.getKey() + target,
                            PERSONAL.get(3),
                            "Usher-Timeout-Ms",
                            "2000",
                            "Usher-Shape",
                            "normal");
                    assertThat(answer.headers().map().toString()).doesNotContain(SECRETS);
                    if (answer.statusCode() >= 429) answers.add(answer);
                }
            behave(stage, "twilio", "{\"status\":500,\"times\":1," + answered + "}");
            var queued = Stage.json(
                    call(stage, "POST sms_service" + target, PERSONAL.get(3), "Prefer", "respond-async, wait=0"), 202);
            var id = queued.path("id").asText();
            Eventually.until("it has an end", () -> List.of("done", "failed")
                    .contains(Stage.json(call(stage, "GET requests/" + id, ""), 200)
                            .path("state")
                            .asText()));
            lookAround(stage, id);
            assertThat(answers).hasSizeGreaterThan(20);
            var output = Output.text();
            assertThat(output).as("it is the log that is looked at").contains(id);
            for (var canary : seenNowhere()) {
                assertThat(output.contains(canary))
                        .as("standard output has " + canary)
                        .isFalse();
                for (var answer : answers)
                    assertThat(answer.body() + answer.headers().map())
                            .as(answer.uri().toString())
                            .doesNotContain(canary);
            }
            assertThat(stage.ask("operator", "GET /admin/events/" + id + "/payload", "")
                            .body())
                    .as("an operator may read the body of a queued call, and it is audited")
                    .contains(PERSONAL.get(3));
        }
    }

    private void lookAround(Stage stage, String id) throws Exception {
        for (var path : List.of(
                "/admin/events?limit=200",
                "/admin/events/" + id,
                "/admin/events/" + id + "/payload",
                "/admin/deliveries?limit=200",
                "/admin/deliveries/" + Stage.deliveryId(id, "gateway-sms_service", 0),
                "/admin/dead-letters",
                "/admin/destinations",
                "/admin/config",
                "/admin/circuit-breakers",
                "/admin/webhooks/failures?group_by=error_type",
                "/admin/audit")) answers.add(stage.ask("viewer", "GET " + path, ""));
    }

    private static List<String> seenNowhere() {
        var all = new ArrayList<>(PERSONAL);
        all.addAll(SECRETS);
        return all;
    }
}
