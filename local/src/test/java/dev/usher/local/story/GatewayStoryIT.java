package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Calls to third parties as the platform's services make them, and the third parties as they are documented. */
class GatewayStoryIT {
    private static final String FORM = "application/x-www-form-urlencoded";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static long calls(Stage stage, String simulator) {
        return stage.host().receiver("simulator-" + simulator).count();
    }

    @Test
    void everyShippedServiceBelievesUs() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            var balance = stage.call("GET stripe_payments/v1/balance", "");
            assertThat(Stage.json(balance, 200).path("object").asText()).isEqualTo("balance");
            assertThat(balance.headers().firstValue("usher-attempts")).hasValue("1");
            assertThat(balance.headers().firstValue("request-id")).isPresent();

            var email =
                    "{\"from\":\"us@example.com\",\"to\":\"you@example.com\",\"subject\":\"Yes\",\"html\":\"<p>I do</p>\"}";
            var sent = stage.call("POST email_service/emails", email, "Content-Type", "application/json");
            assertThat(Stage.json(sent, 200).path("id").asText()).isNotEmpty();

            var sms = "/2010-04-01/Accounts/ACdevelopment/Messages.json";
            var texted = stage.call("POST sms_service" + sms, "To=%2B15005550006&Body=Yes", "Content-Type", FORM);
            assertThat(Stage.json(texted, 201).path("status").asText()).isEqualTo("queued");

            var events = stage.call("GET google_calendar/calendars/primary/events?maxResults=1", "");
            assertThat(Stage.json(events, 200).path("items")).hasSize(1);
            assertThat(stage.call("GET supabase/auth/v1/health", "").statusCode())
                    .isEqualTo(200);
            assertThat(Stage.json(stage.call("GET supplier_directory/suppliers", ""), 200)
                            .path("suppliers"))
                    .hasSize(1);
        }
    }

    @Test
    void whoWantsItGetsAnswersInOneShapeAndAChangeIsSeen() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            String[] normal = {"Content-Type", FORM, "Usher-Shape", "normal"};
            var intent = stage.call("POST stripe_payments/v1/payment_intents", "amount=2000&currency=gbp", normal);
            assertThat(intent.headers().firstValue("usher-shape")).hasValue("normal; version=\"2026-01-01\"");
            var payment = Stage.json(intent, 200);
            assertThat(payment.path("currency").asText()).isEqualTo("GBP");
            assertThat(payment.path("provider").asText()).isEqualTo("stripe");
            var sms = "/2010-04-01/Accounts/ACdevelopment/Messages.json";
            var texted = stage.call("POST sms_service" + sms, "To=%2B15005550006&Body=Yes", normal);
            assertThat(Stage.json(texted, 201).path("channel").asText()).isEqualTo("sms");
            var events = stage.call("GET google_calendar/calendars/primary/events", "", normal);
            assertThat(Stage.json(events, 200).at("/events/0/allDay").isBoolean())
                    .isTrue();
            var suppliers = stage.call("GET supplier_directory/suppliers", "", normal);
            assertThat(Stage.json(suppliers, 200).at("/suppliers/0/category").asText())
                    .isEqualTo("florist");
            var raw = stage.call("GET supplier_directory/suppliers", "");
            assertThat(Stage.json(raw, 200).at("/suppliers/0/kind").asText()).isEqualTo("florist");
            assertThat(raw.headers().firstValue("usher-shape")).isEmpty();

            stage.simulate(
                    "resend", "{\"status\":201,\"times\":1,\"body\":\"{\\\"uuid\\\":\\\"canary-of-the-body\\\"}\"}");
            var email = "{\"from\":\"us@example.com\",\"to\":\"you@example.com\"}";
            var changed = stage.call("POST email_service/emails", email, "Usher-Shape", "normal");
            assertThat(changed.headers().firstValue("usher-shape")).hasValue("raw; reason=\"schema-changed\"");
            assertThat(Stage.json(changed, 201).path("uuid").asText()).isEqualTo("canary-of-the-body");
            assertThat(Output.text())
                    .contains("\"pointer\":\"/id\",\"expected\":\"required\"", "\"service\":\"email_service\"")
                    .doesNotContain("canary-of-the-body");
        }
    }

    @Test
    void bodiesPassUpToWhatLambdaTakes() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            String[] binary = {"Content-Type", "application/octet-stream"};
            var upload = "PUT supabase/storage/v1/object/photos/1";
            var large = "\u00ff".repeat(2_200_000); // two bytes each, and in base64 a third more
            assertThat(stage.call(upload, large, binary).statusCode()).isEqualTo(404);
            assertThat(stage.host()
                            .receiver("simulator-supabase")
                            .requests()
                            .getLast()
                            .body()
                            .size())
                    .isEqualTo(4_400_000);
            assertThat(stage.call(upload, "a".repeat(6_400_000), "Content-Type", "text/plain")
                            .statusCode())
                    .isEqualTo(413);
            stage.simulate("supabase", "{\"status\":201,\"times\":2,\"body\":\"" + "z".repeat(4 * 1024 * 1024) + "\"}");
            assertThat(stage.call("GET supabase/rest/v1/guests", "").body()).hasSize(4 * 1024 * 1024);
            stage.simulate(
                    "supabase", "{\"status\":201,\"times\":2,\"body\":\"" + "z".repeat(4 * 1024 * 1024 + 1) + "\"}");
            var tooLong = stage.call("GET supabase/rest/v1/guests", "");
            assertThat(Stage.json(tooLong, 502).path("type").asText()).isEqualTo("/problems/service-failed");
        }
    }

    @Test
    void nobodyWithoutATokenGetsAnywhere() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            var request = HttpRequest.newBuilder(stage.url("/gateway/stripe_payments/v1/balance"));
            assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
            request.header("Authorization", "Bearer limits-dev-token");
            assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
            assertThat(stage.call("GET paypal/v1/anything", "").statusCode()).isEqualTo(404);
            for (var path : List.of("/v1/../secrets", "/v1/%2e%2E/secrets", "/%2e%2e%2fadmin", "/v1%5c..", "/a%00b"))
                assertThat(stage.call("GET stripe_payments" + path, "").statusCode())
                        .as(path)
                        .isEqualTo(400);
            assertThat(calls(stage, "stripe")).isZero();
        }
    }

    @Test
    void thirdPartiesSeeOurCredentialsAndNothingOfTheCaller() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
            var answer = stage.call(
                    "GET stripe_payments/v1/balance?expand%5B%5D=available",
                    "",
                    "Cookie",
                    "session=of-the-caller",
                    "X-Forwarded-For",
                    "203.0.113.9",
                    "Usher-Client",
                    "bookings",
                    "Stripe-Version",
                    "2026-01-01",
                    "traceparent",
                    "00-" + trace + "-00f067aa0ba902b7-01");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("usher-correlation-id")).hasValue(trace);
            var got = stage.host().receiver("simulator-stripe").requests().getFirst();
            assertThat(got.rawQuery()).isEqualTo("expand%5B%5D=available");
            assertThat(Stage.header(got, "authorization")).isEqualTo("Bearer sk_test_development");
            assertThat(Stage.header(got, "stripe-version")).isEqualTo("2026-01-01");
            assertThat(Stage.header(got, "traceparent")).startsWith("00-" + trace + "-");
            assertThat(got.headers().toString())
                    .doesNotContain("of-the-caller", "203.0.113.9", "bookings", "gateway-dev-token");
        }
    }

    @Test
    void whatIsSafeIsTriedAgainAndOnlyThat() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            stage.simulate("supabase", "{\"status\":503,\"times\":1}");
            var read = stage.call("GET supabase/auth/v1/health", "");
            assertThat(read.statusCode()).isEqualTo(200);
            assertThat(read.headers().firstValue("usher-attempts")).hasValue("2");

            stage.simulate("stripe", "{\"status\":500,\"times\":1}");
            var intent = "amount=2000&currency=gbp";
            var once = stage.call("POST stripe_payments/v1/payment_intents", intent, "Content-Type", FORM);
            assertThat(once.statusCode()).isEqualTo(502);
            assertThat(Stage.json(once, 502).path("title").asText())
                    .isEqualTo("The service is temporarily unavailable");
            assertThat(calls(stage, "stripe")).isOne();

            stage.simulate("stripe", "{\"status\":500,\"times\":1}");
            String[] keyed = {"Content-Type", FORM, "Idempotency-Key", "booking-7"};
            var twice = Stage.json(stage.call("POST stripe_payments/v1/payment_intents", intent, keyed), 200);
            var again = stage.call("POST stripe_payments/v1/payment_intents", intent, keyed);
            assertThat(Stage.json(again, 200).path("id")).isEqualTo(twice.path("id"));
            assertThat(again.headers().firstValue("idempotent-replayed")).hasValue("true");
            var refused = stage.call(
                    "POST stripe_payments/v1/payment_intents", "amount=no&currency=gbp", "Content-Type", FORM);
            assertThat(Stage.json(refused, 400).path("error").path("code").asText())
                    .as("what the caller got wrong is the caller's to know")
                    .isEqualTo("parameter_invalid_integer");
        }
    }

    @Test
    void aServiceThatIsDownIsLeftAloneAndAnsweredForFromWhatWasKept() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            assertThat(stage.call("GET supabase/rest/v1/guests?id=eq.1", "").statusCode())
                    .isEqualTo(200);
            stage.simulate("supabase", "{\"status\":503}");
            for (int i = 0; i < 4; i++) {
                var stale = stage.call("GET supabase/rest/v1/guests?id=eq.1", "");
                assertThat(Stage.json(stale, 200).get(0).path("name").asText()).isEqualTo("Guest");
                assertThat(stale.headers().firstValue("cache-status").orElseThrow())
                        .startsWith("usher; hit; detail=stale-");
                assertThat(stale.headers().firstValue("age")).isPresent();
            }
            // One environment alone is believed a little later: others could get through.
            var broken = stage.call("GET supabase/rest/v1/guests?id=eq.2", "");
            for (int i = 0; i < 50 && broken.statusCode() == 502; i++) {
                Thread.sleep(100);
                broken = stage.call("GET supabase/rest/v1/guests?id=eq.2", "");
            }
            assertThat(broken.statusCode()).isEqualTo(503);
            long before = calls(stage, "supabase");
            assertThat(stage.call("GET supabase/rest/v1/guests?id=eq.2", "").statusCode())
                    .isEqualTo(503);
            assertThat(broken.headers().firstValue("retry-after")).isPresent();
            assertThat(broken.body()).doesNotContain("breaker", "503 ", "127.0.0.1", "Exception");
            assertThat(calls(stage, "supabase")).as("nobody calls it").isEqualTo(before);
            assertThat(stage.look("/admin/circuit-breakers").toString()).contains("service:supabase");
        }
    }

    @Test
    void oneTokenServesAllAndIsGotAgainWhenItIsRefused() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of());
                var threads = Executors.newFixedThreadPool(8)) {
            var answers = new ArrayList<Future<HttpResponse<String>>>();
            for (int i = 0; i < 8; i++)
                answers.add(threads.submit(() -> stage.call("GET supplier_directory/suppliers", "")));
            for (var answer : answers) assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(tokens(stage)).isOne();

            assertThat(stage.call("DELETE supplier_directory/tokens", "").statusCode())
                    .isEqualTo(200);
            assertThat(stage.call("GET supplier_directory/suppliers", "").statusCode())
                    .isEqualTo(200);
            assertThat(tokens(stage)).isEqualTo(2);
        }
    }

    private static long tokens(Stage stage) {
        return stage.host().receiver("simulator-directory").requests().stream()
                .filter(request -> request.rawPath().endsWith("/oauth/token"))
                .count();
    }

    @Test
    void slowDownClosesTheBudgetForAllAndIsNoFailure() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            var busy = stage.call(
                    "GET google_calendar/calendars/primary/events?quotaUser=busy", "", "Usher-Timeout-Ms", "900");
            assertThat(Stage.json(busy, 429).path("violated-policies").get(0).asText())
                    .isEqualTo("google-calendar");
            assertThat(busy.headers().firstValue("retry-after")).hasValue("1");
            stage.simulate("twilio", "{\"status\":429,\"retryAfter\":\"120\",\"times\":1}");
            var sms = "sms_service/2010-04-01/Accounts/ACdevelopment/Messages.json";
            var first = stage.call("POST " + sms, "To=%2B15005550006", "Content-Type", FORM);
            assertThat(first.statusCode()).isEqualTo(429);
            var second = stage.call("POST " + sms, "To=%2B15005550006", "Content-Type", FORM);
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(
                            second.headers().firstValue("retry-after").orElseThrow()))
                    .isBetween(100, 120);
            assertThat(calls(stage, "twilio")).as("the second was not sent").isOne();
            assertThat(Json.bytes(stage.look("/admin/circuit-breakers")))
                    .asString()
                    .doesNotContain("\"open\"");
        }
    }
}
