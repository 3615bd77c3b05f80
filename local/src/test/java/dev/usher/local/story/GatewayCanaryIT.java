package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    private final List<HttpResponse<String>> answers = new ArrayList<>();

    private HttpResponse<String> call(Stage stage, String line, String body, String... headers)
            throws IOException, InterruptedException {
        var all = Stream.concat(Stream.of("X-Guest", PERSONAL.get(2)), Stream.of(headers));
        return stage.call(line, body, all.toArray(String[]::new));
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
                    stage.simulate(service.getValue(), behaviour);
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
            stage.simulate("twilio", "{\"status\":500,\"times\":1," + answered + "}");
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
            CanaryIT.assertAbsent(seenNowhere(), output, answers);
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
