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
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What services are answered that ask the limiter. */
final class LimitsEndpointTest {
    private static final String TOKEN = "s3rvice";
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

    private final FakeClock clock = new FakeClock();
    private String digests = "open";
    private final LimitOperations operations;
    private final LimitsEndpoint endpoint;
    private final LimitCalls calls;

    LimitsEndpointTest() {
        var config = ConfigReader.read(CONFIG, Map.of("S", "x"), new DomainChecks());
        operations = new LimitOperations(new LimitOperations.Parts(
                config,
                new LocalLimiter(clock, config.calendar(), false),
                new LocalCeilings(),
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

    @Test
    void answersOverAllWindowsAndTakesAndGivesBackOnce() {
        var first = check("mail", "{\"cost\": 4}", 200);
        assertThat(first.path("allowed").asBoolean()).isTrue();
        assertThat(first.path("remaining").asLong()).isEqualTo(6);
        assertThat(first.path("windows").get(0).toString())
                .isEqualTo(
                        "{\"rule\":\"subject\",\"scope\":\"mail\",\"window\":\"minute\",\"limit\":10,\"remaining\":6,\"resetMs\":%d}"
                                .formatted(first.path("windows")
                                        .get(0)
                                        .path("resetMs")
                                        .asLong()));

        var charge = "{\"charge\":\"" + first.path("charge").asText() + "\"}";
        assertThat(document(post("mail", "refund", charge, 200))
                        .path("refunded")
                        .asBoolean())
                .isTrue();
        assertThat(document(post("mail", "refund", charge, 200))
                        .path("refunded")
                        .asBoolean())
                .isFalse();
        assertThat(check("mail", "{\"peek\":true}", 200).path("remaining").asLong())
                .isEqualTo(10);
    }

    @Test
    void tellsInFieldsWhatClientsKnow() {
        var response = post("mail", "check", "{\"cost\": 4}", 200);

        assertThat(response.headers())
                .containsEntry("ratelimit-policy", "\"minute\";q=10;w=60")
                .containsEntry("x-ratelimit-limit", "10")
                .containsEntry("x-ratelimit-remaining", "6")
                .containsEntry("cache-control", "no-store");
        assertThat(response.headers().get("ratelimit")).startsWith("\"minute\";r=6;t=");
    }

    @Test
    void refusesWithTheExactWait() {
        check("mail", "{\"cost\": 10}", 200);
        clock.advance(Duration.ofSeconds(7));

        var response = post("mail", "check", "{}", 429);
        var wait = document(response).path("retryAfterMs").asLong();
        assertThat(document(response).path("type").asText())
                .isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
        assertThat(document(response).path("violated-policies").toString()).isEqualTo("[\"minute\"]");
        assertThat(Long.parseLong(Objects.requireNonNull(response.headers().get("retry-after"))))
                .isEqualTo((wait + 999) / 1000);

        clock.advance(Duration.ofMillis(wait - 1));
        post("mail", "check", "{}", 429);
        clock.advance(Duration.ofMillis(1));
        post("mail", "check", "{}", 200);
    }

    @Test
    void keepsPlacesInLineUntilItIsFull() {
        check("mail", "{\"cost\": 10}", 200);
        var tickets = List.of(
                check("mail", "{\"reserve\":true}", 202),
                check("mail", "{\"reserve\":true}", 202),
                check("mail", "{\"reserve\":true,\"priority\":\"high\"}", 202));
        assertThat(tickets)
                .extracting(ticket -> ticket.path("position").asInt())
                .containsExactly(1, 2, 3);
        assertThat(tickets.get(0).path("at").asText())
                .isEqualTo(clock.instant()
                        .plusMillis(tickets.get(0).path("retryAfterMs").asLong())
                        .toString());
        post("mail", "check", "{\"reserve\":true}", 429);
        post("mail", "check", "{\"reserve\":true,\"patienceMs\":1}", 429);

        clock.advance(Duration.ofMillis(tickets.get(2).path("retryAfterMs").asLong()));
        for (var ticket : tickets)
            check("mail", "{\"ticket\":\"" + ticket.path("ticket").asText() + "\"}", 200);
    }

    @Test
    void lowerPrioritiesLeaveTheirReserve() {
        var low = check("mail", "{\"cost\": 9,\"part\":true,\"priority\":\"low\"}", 200);
        assertThat(low.path("units").asLong()).isEqualTo(7);
        assertThat(check("mail", "{}", 200).path("remaining").asLong()).isEqualTo(2);
    }

    @Test
    void theTightestRuleSaysNoAndTakesNothingFromTheOthers() {
        var free = "{\"client\":\"c1\",\"tier\":\"free\",\"operation\":\"photo.upload\"}";
        check("api", free, 200);
        assertThat(document(post("api", "check", free, 429))
                        .path("violated-policies")
                        .toString())
                .isEqualTo("[\"upload-hour\"]");
        assertThat(check("api", "{\"client\":\"c1\",\"tier\":\"free\",\"peek\":true}", 200)
                        .path("windows")
                        .findValuesAsText("remaining"))
                .as("the test is in season")
                .containsExactly("3", "99");
        assertThat(check("api", "{\"client\":\"c2\",\"tier\":\"pro\",\"peek\":true}", 200)
                        .path("windows")
                        .get(0)
                        .path("limit")
                        .asLong())
                .isEqualTo(12);
    }

    @Test
    void whatOnlyWatchesLetsPassAndSaysWhatItWouldHaveDone() {
        check("watched", "{}", 200);

        var second = check("watched", "{\"reserve\":true}", 200);

        assertThat(second.path("allowed").asBoolean()).isTrue();
        assertThat(second.path("shadow").asText()).isEqualTo("refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nothing | {} | 404 | unknown-policy |",
                "mail | [] | 400 | invalid-body |",
                "mail | {\"cost\":0} | 400 | invalid-parameter | cost",
                "mail | {\"cost\":1.5} | 400 | invalid-parameter | cost",
                "mail | {\"cost\":1000001} | 400 | invalid-parameter | cost",
                "mail | {\"cost\":\"1\"} | 400 | invalid-parameter | cost",
                "mail | {\"cost\":11} | 422 | cost-over-limit |",
                "mail | {\"subject\":\"\"} | 400 | invalid-parameter | subject",
                "mail | {\"priority\":\"urgent\"} | 400 | invalid-parameter | priority",
                "mail | {\"colour\":\"red\"} | 400 | unknown-parameter |",
                "mail | {\"reserve\":\"yes\"} | 400 | invalid-parameter | reserve",
                "mail | {\"peek\":true,\"reserve\":true} | 400 | invalid-parameter | reserve",
                "mail | {\"patienceMs\":-1} | 400 | invalid-parameter | patienceMs",
                "api | {} | 400 | invalid-parameter | client",
                "api | {\"client\":\"c\",\"tier\":\"gold\"} | 400 | invalid-parameter | tier",
                "few | {\"operation\":\"c\"} | 400 | invalid-parameter | operation"
            })
    void namesWhatIsWrong(String policy, String body, int status, String problem, @Nullable String parameter) {
        var response = post(policy, "check", body, status);

        assertThat(document(response).path("type").asText()).isEqualTo("/problems/" + problem);
        if (parameter != null)
            assertThat(document(response).path("parameter").asText()).isEqualTo(parameter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "{\"charge\":\"x\"}", "{\"charge\":\"e30\"}", "{\"charge\":7}", "{\"more\":1}"})
    void aChargeOfNobodysMakingGivesNothingBack(String body) {
        check("mail", "{\"cost\": 4}", 200);
        post("mail", "refund", body, 400);
        assertThat(check("mail", "{\"peek\":true}", 200).path("remaining").asLong())
                .isEqualTo(6);
    }

    @Test
    void aChargeIsGoodForItsOwnPolicyOnly() {
        var charge = check("mail", "{}", 200).path("charge").asText();
        post("watched", "refund", "{\"charge\":\"" + charge + "\"}", 400);
        post("mail", "refund", "{\"charge\":\"" + charge + "\"}", 200);
    }

    @Test
    void explainsEveryWindowAndWhatDenies() {
        check("api", "{\"client\":\"c1\",\"tier\":\"pro\",\"operation\":\"photo.upload\"}", 200);

        var answer = document(get("api", "x", Map.of("client", "c1", "tier", "pro", "operation", "photo.upload"), 200));

        assertThat(answer.path("multipliers").path("tier").asDouble()).isEqualTo(3.0);
        assertThat(answer.path("scopes").findValuesAsText("rule")).containsExactly("client", "upload", "together");
        var client = answer.path("scopes").get(0).path("windows").get(0);
        assertThat(client.path("base").asLong()).isEqualTo(2);
        assertThat(client.path("limit").asLong()).isEqualTo(12);
        assertThat(client.path("used").asLong()).isEqualTo(1);
        assertThat(answer.path("now").path("deniedBy").path("rule").asText()).isEqualTo("upload");
        assertThat(document(get("source:generic", "generic", Map.of(), 200))
                        .path("scopes")
                        .get(0)
                        .path("windows")
                        .get(0)
                        .path("limit")
                        .asLong())
                .isEqualTo(7);
        get("source:nobody", "x", Map.of(), 404);
    }

    @Test
    void whatTheThirdPartySaysClosesTheBudgetUntilThen() {
        var heard = report("{\"status\":429,\"headers\":{\"Retry-After\":\"30\"}}");
        assertThat(heard.path("heard").asText()).isEqualTo("slow-down");
        assertThat(heard.path("until").asText())
                .isEqualTo(clock.instant().plusSeconds(30).toString());

        assertThat(document(post("mail", "check", "{}", 429))
                        .path("retryAfterMs")
                        .asLong())
                .isEqualTo(30_000);
        clock.advance(Duration.ofSeconds(30));
        check("mail", "{}", 200);
    }

    @Test
    void lessLeftThanWeThinkShrinksOursAndMoreDoesNot() {
        report(
                "{\"status\":200,\"headers\":{\"ratelimit-policy\":\"\\\"m\\\";q=8;w=60\",\"ratelimit\":\"\\\"m\\\";r=2;t=20\"}}");
        assertThat(check("mail", "{\"peek\":true}", 200).path("remaining").asLong())
                .isEqualTo(2);

        var more =
                report("{\"status\":200,\"headers\":{\"x-ratelimit-remaining\":\"900\",\"x-ratelimit-reset\":\"5\"}}");
        assertThat(more.path("heard").asText()).isEqualTo("budgets");
        assertThat(check("mail", "{\"peek\":true}", 200).path("remaining").asLong())
                .isEqualTo(2);
        clock.advance(Duration.ofSeconds(20));
        assertThat(check("mail", "{\"peek\":true}", 200).path("remaining").asLong())
                .isEqualTo(10);
    }

    @Test
    void anotherLimitThanOursIsDriftAndShown() {
        var heard = report(
                "{\"status\":200,\"headers\":{\"ratelimit-policy\":\"\\\"m\\\";q=8;w=60\",\"ratelimit\":\"\\\"m\\\";r=8;t=20\"}}");
        assertThat(heard.path("drift").toString())
                .isEqualTo("[{\"window\":\"minute\",\"configured\":10,\"declared\":8}]");
        var declared = document(get("mail", "mail", Map.of(), 200)).path("declared");
        assertThat(declared.get(0).path("limit").asInt()).isEqualTo(8);
        assertThat(declared.get(0).path("drift").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}| status",
                "{\"status\":99}| status",
                "{\"status\":200,\"headers\":[]}| headers",
                "{\"status\":200,\"headers\":{\"a\":1}}| headers",
                "{\"status\":200,\"body\":{}}| body"
            })
    void aReportThatCannotBeReadIsNamed(String body, String parameter) {
        assertThat(document(post("mail", "report", body, 400)).path("parameter").asText())
                .isEqualTo(parameter);
        assertThat(document(post("mail", "report", "{\"status\":503}", 200))
                        .path("heard")
                        .asText())
                .isEqualTo("nothing");
    }

    private JsonNode report(String body) {
        return document(post("mail", "report", body, 200));
    }

    @Test
    void letsNobodyInWithoutTheToken() {
        digests = sha256("older") + " " + sha256(TOKEN);

        assertThat(ask(Map.of(), "mail", "{}").status()).isEqualTo(401);
        assertThat(ask(Map.of("authorization", "Bearer wrong"), "mail", "{}").status())
                .isEqualTo(401);
        assertThat(ask(Map.of("authorization", "Basic " + TOKEN), "mail", "{}").status())
                .isEqualTo(401);
        assertThat(ask(Map.of("authorization", "bearer " + TOKEN), "mail", "{}").status())
                .isEqualTo(200);
        assertThat(ask(Map.of("authorization", "Bearer older"), "mail", "{}").status())
                .isEqualTo(200);
        digests = "out";
        assertThat(ask(Map.of("authorization", "Bearer " + TOKEN), "mail", "{}").status())
                .isEqualTo(503);
        digests = " ";
        assertThat(ask(Map.of("authorization", "Bearer "), "mail", "{}").status())
                .isEqualTo(401);
    }

    @Test
    void answersTheSameToWhoInvokesTheFunctionItself() {
        var admitted = call("{\"action\":\"check\",\"policy\":\"mail\",\"cost\":10}");
        assertThat(admitted.path("status").asInt()).isEqualTo(200);
        assertThat(call("{\"action\":\"check\",\"policy\":\"mail\"}")
                        .path("status")
                        .asInt())
                .isEqualTo(429);
        assertThat(call("{\"action\":\"refund\",\"policy\":\"mail\",\"charge\":\"%s\"}"
                                .formatted(admitted.path("charge").asText()))
                        .path("refunded")
                        .asBoolean())
                .isTrue();
        assertThat(call("{\"action\":\"explain\",\"policy\":\"mail\",\"subject\":\"mail\"}")
                        .path("now")
                        .path("allowed")
                        .asBoolean())
                .isTrue();
        assertThat(call("{\"action\":\"drop\",\"policy\":\"mail\"}")
                        .path("status")
                        .asInt())
                .isEqualTo(400);
        assertThat(call("[]").path("status").asInt()).isEqualTo(400);
        assertThat(calls.answer(null).path("status").asInt()).isEqualTo(400);
    }

    private JsonNode call(String payload) {
        return calls.answer(Json.readOrNull(payload.getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode check(String policy, String body, int status) {
        return document(post(policy, "check", body, status));
    }

    private Response post(String policy, String act, String body, int status) {
        var response = endpoint.handle(request("POST", policy, act, body, Map.of(), Map.of()));
        assertThat(response.status()).as(response.body().text()).isEqualTo(status);
        return response;
    }

    private Response get(String policy, String subject, Map<String, String> query, int status) {
        var response = endpoint.handle(request("GET", policy, subject, "", query, Map.of()));
        assertThat(response.status()).as(response.body().text()).isEqualTo(status);
        return response;
    }

    private Response ask(Map<String, String> headers, String policy, String body) {
        return endpoint.handle(request("POST", policy, "check", body, Map.of(), headers));
    }

    private static Request request(
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

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing); // every JDK has SHA-256
        }
    }

    private static JsonNode document(Response response) {
        return Objects.requireNonNull(Json.readOrNull(response.body().bytes()));
    }
}
