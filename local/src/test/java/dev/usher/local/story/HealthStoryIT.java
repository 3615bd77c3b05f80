package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The shipped third parties, played by simulators, as they fail, are slow, are maintained and come back; a minute is 0.3 s here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthStoryIT {
    /** What probes see and send, and nobody else should. */
    private static final List<String> SECRETS = List.of(
            "sk_test_development",
            "re_development",
            "development-only-directory",
            "development-only-twilio-api",
            "development-only-twilio-account-token",
            "Weddings of Ann and Otto",
            "ya29.development",
            "development-only-supabase");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> answers = new ArrayList<>();
    private final Stage stage;

    HealthStoryIT(@TempDir Path folder) throws Exception {
        var config = folder.resolve("usher.yaml");
        Files.writeString(config, quick(Files.readString(Path.of("../usher.yaml"))));
        stage = Stage.open(config.toString(), Map.of(), Map.of("Probing", "ENABLED"), Duration.ofMillis(300));
    }

    /** The shipped file with probes that are always due, and breakers that open for a second. */
    private static String quick(String yaml) {
        var quick = yaml.replaceAll(
                        "(?m)^      (balance|domains|suppliers|account|events|auth|realtime): \\{",
                        "$0 interval: 100ms,")
                .replace("auth: { interval", "auth: { slow: 300ms, interval")
                .replaceAll("(?m)^breaker: .*$", "breaker: { failures: 5, successes: 2, open: 1s, longest: 1s }");
        assertThat(quick.split("interval: 100ms", -1)).hasSize(8);
        return quick;
    }

    @AfterAll
    void close() {
        stage.close();
    }

    private void put(String path, String json) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(stage.url("/simulators/" + path)).PUT(BodyPublishers.ofString(json));
        assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    private JsonNode ask(String role, String line, String body, int status) throws IOException, InterruptedException {
        HttpResponse<String> response = stage.ask(role, line, body);
        answers.add(response.body());
        return Stage.json(response, status);
    }

    private JsonNode health(String service) throws IOException, InterruptedException {
        return ask("viewer", "GET /admin/integrations/health?detailed=true&service=" + service, "", 200)
                .path("items")
                .get(0);
    }

    private void until(String service, String status) throws Exception {
        Eventually.until(
                service + " is " + status,
                () -> health(service).path("status").asText().equals(status));
    }

    private String incidents(String service) throws Exception {
        return ask("viewer", "GET /admin/incidents?subject=service:" + service, "", 200)
                .toString();
    }

    @Test
    void everyServiceIsWellThenOneFailsAndComesBackAndIsToldOf() throws Exception {
        for (var service : List.of(
                "stripe_payments", "email_service", "supplier_directory", "sms_service", "google_calendar", "supabase"))
            until(service, "healthy");
        var all = ask("viewer", "GET /admin/integrations/health", "", 200);
        assertThat(all.path("status").asText()).isEqualTo("healthy");
        assertThat(all.at("/rounds/silent").asBoolean()).isFalse();

        put("stripe/behaviour", "{\"status\":503}");
        until("stripe_payments", "down");
        var down = health("stripe_payments");
        assertThat(down.path("because").asText()).contains("down", "http_503");
        assertThat(down.path("side").asText()).isEqualTo("them");
        Eventually.until(
                "an incident says so", () -> incidents("stripe_payments").contains("\"kind\":\"down\""));
        // Five of six are 83 %.
        assertThat(ask("viewer", "GET /admin/integrations/status", "", 200)
                        .path("status")
                        .asText())
                .isEqualTo("healthy");
        assertThat(ask("viewer", "GET /admin/integrations/status", "", 200)
                        .at("/services/down")
                        .asInt())
                .isOne();

        // While its breaker is open nobody asks, not even an operator.
        Eventually.until(
                "the breaker is open",
                () -> health("stripe_payments").toString().contains("breaker-open"));

        put("stripe/behaviour", "{\"status\":200}");
        until("stripe_payments", "healthy");
        Eventually.until(
                "nothing is wrong any more", () -> incidents("stripe_payments").contains("\"wrong\":[]"));

        supabaseIsDegradedByOneOfTwo();
        maintenanceIsMuted();
        anOperatorTries();
        glance();
        nothingSecretIsSeen();
    }

    private void supabaseIsDegradedByOneOfTwo() throws Exception {
        put("statuspage/supabase/indicator", "{\"indicator\":\"major\"}");
        put("supabase/behaviour", "{\"status\":200,\"delayMs\":500}");
        until("supabase", "degraded");
        Eventually.until(
                "its page is read",
                () -> health("supabase").path("statusPage").asText().equals("major"));
        assertThat(health("supabase").path("side").asText()).isEqualTo("them");
        assertThat(health("supabase").at("/probes/0/last/why").asText()).isEqualTo("slow");
        put("supabase/behaviour", "{\"status\":200}");
        until("supabase", "healthy");
    }

    private void maintenanceIsMuted() throws Exception {
        var until = java.time.Instant.now().plusSeconds(600);
        var wanted = "{\"services\":\"sms_service\",\"until\":\"" + until + "\",\"reason\":\"they migrate\"}";
        assertThat(stage.ask("viewer", "POST /admin/maintenance", wanted).statusCode())
                .isEqualTo(403);
        var window = ask("operator", "POST /admin/maintenance", wanted, 201);
        assertThat(window.path("state").asText()).isEqualTo("on");
        until("sms_service", "maintenance");
        put("twilio/behaviour", "{\"status\":401}");
        Eventually.until(
                "it is down, quietly",
                () -> health("sms_service").path("because").asText().contains("http_401"));
        assertThat(health("sms_service").path("side").asText()).isEqualTo("us");
        assertThat(incidents("sms_service")).doesNotContain("down");
        put("twilio/behaviour", "{\"status\":200}");
        Eventually.until(
                "it is well again",
                () -> health("sms_service").at("/probes/0/condition").asText().equals("healthy"));
        assertThat(ask("viewer", "GET /admin/maintenance", "", 200).path("items"))
                .hasSize(1);
        ask("operator", "DELETE /admin/maintenance/" + window.path("id").asText(), "", 200);
        ask("operator", "DELETE /admin/maintenance/" + window.path("id").asText(), "", 404);
        until("sms_service", "healthy");
    }

    private void anOperatorTries() throws Exception {
        var test = "POST /admin/integrations/test/email_service";
        assertThat(stage.ask("viewer", test, "").statusCode()).isEqualTo(403);
        var well = ask("operator", test, "{\"test_type\":\"authentication\",\"timeout_ms\":2000}", 200);
        assertThat(well.path("passed").asBoolean()).isTrue();
        assertThat(well.at("/items/0/status").asInt()).isEqualTo(200);
        put("resend/behaviour", "{\"status\":401,\"times\":1}");
        ask("operator", test, "", 200);
        ask("operator", "POST /admin/integrations/test/nobody", "", 404);
        ask("operator", test, "{\"test_type\":\"connectivity\"}", 409);
        ask("operator", test, "{\"timeout_ms\":10}", 400);
        assertThat(stage.look("/admin/audit?action=integration.test")
                        .path("items")
                        .size())
                .isGreaterThan(3);
    }

    private void glance() throws Exception {
        for (var timeframe : List.of("1h", "24h", "7d")) {
            var status = ask(
                    "viewer", "GET /admin/integrations/status?include_metrics=true&timeframe=" + timeframe, "", 200);
            assertThat(status.path("items")).hasSize(6);
            assertThat(status.at("/items/0/uptime/healthyMinutes").isNumber()).isTrue();
            assertThat(status.at("/usher/parts").findValuesAsText("part"))
                    .contains("dynamodb", "redis/own", "queue/high", "queue/dead-letters");
            assertThat(status.at("/usher/parts").findValuesAsText("status")).containsOnly("healthy");
            assertThat(status.at("/usher/queues").findValuesAsText("queue"))
                    .containsExactly("aside", "dead-letters", "high", "low", "normal");
        }
        var history = ask("viewer", "GET /admin/integrations/health?include_history=true", "", 200);
        assertThat(history.at("/items/0/history/hours")).isNotEmpty();
        ask("viewer", "GET /admin/integrations/status?timeframe=2h", "", 400);
        ask("viewer", "GET /admin/integrations/health?detailed=perhaps", "", 400);
        ask("viewer", "GET /admin/integrations/health?service=nobody", "", 404);
        // H4, which these stand beside
        ask("viewer", "GET /admin/webhooks/health?webhook_type=stripe&status=healthy&timeframe=1h", "", 200);
        ask("viewer", "GET /admin/webhooks/failures?group_by=error_type&min_failure_count=1", "", 200);
        ask(
                "admin",
                "POST /admin/webhooks/replay/event_mraae7j08j0dbt6ky81d05w8yd?force_retry=true&max_retries=5",
                "",
                404);
        ask("admin", "POST /admin/webhooks/replay/event_mraae7j08j0dbt6ky81d05w8yd?max_retries=6", "", 400);
    }

    private void nothingSecretIsSeen() {
        var output = Output.text();
        for (var secret : SECRETS) {
            assertThat(output.contains(secret)).as("the log has " + secret).isFalse();
            assertThat(answers).as("an answer").noneMatch(answer -> answer.contains(secret));
            assertThat(everything()).as("the table").doesNotContain(secret);
        }
    }

    private String everything() {
        return stage.host()
                .dynamo()
                .scan(request -> request.tableName(stage.host().tableName("Log")))
                .items()
                .toString();
    }
}
