package dev.usher.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.abuse.Party;
import dev.usher.abuse.Penalty;
import java.time.Duration;
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

    private final LimitsWorld world = new LimitsWorld();

    @Test
    void answersOverAllWindowsAndTakesAndGivesBackOnce() {
        var first = world.check("mail", "{\"cost\": 4}", 200);
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
        assertThat(LimitsWorld.document(world.post("mail", "refund", charge, 200))
                        .path("refunded")
                        .asBoolean())
                .isTrue();
        assertThat(LimitsWorld.document(world.post("mail", "refund", charge, 200))
                        .path("refunded")
                        .asBoolean())
                .isFalse();
        assertThat(world.check("mail", "{\"peek\":true}", 200).path("remaining").asLong())
                .isEqualTo(10);
    }

    @Test
    void tellsInFieldsWhatClientsKnow() {
        var response = world.post("mail", "check", "{\"cost\": 4}", 200);

        assertThat(response.headers())
                .containsEntry("ratelimit-policy", "\"minute\";q=10;w=60")
                .containsEntry("x-ratelimit-limit", "10")
                .containsEntry("x-ratelimit-remaining", "6")
                .containsEntry("cache-control", "no-store");
        assertThat(response.headers().get("ratelimit")).startsWith("\"minute\";r=6;t=");
    }

    @Test
    void refusesWithTheExactWait() {
        world.check("mail", "{\"cost\": 10}", 200);
        world.clock.advance(Duration.ofSeconds(7));

        var response = world.post("mail", "check", "{}", 429);
        var wait = LimitsWorld.document(response).path("retryAfterMs").asLong();
        assertThat(LimitsWorld.document(response).path("type").asText())
                .isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
        assertThat(LimitsWorld.document(response).path("violated-policies").toString())
                .isEqualTo("[\"minute\"]");
        assertThat(Long.parseLong(Objects.requireNonNull(response.headers().get("retry-after"))))
                .isEqualTo((wait + 999) / 1000);

        world.clock.advance(Duration.ofMillis(wait - 1));
        world.post("mail", "check", "{}", 429);
        world.clock.advance(Duration.ofMillis(1));
        world.post("mail", "check", "{}", 200);
    }

    @Test
    void keepsPlacesInLineUntilItIsFull() {
        world.check("mail", "{\"cost\": 10}", 200);
        var tickets = List.of(
                world.check("mail", "{\"reserve\":true}", 202),
                world.check("mail", "{\"reserve\":true}", 202),
                world.check("mail", "{\"reserve\":true,\"priority\":\"high\"}", 202));
        assertThat(tickets)
                .extracting(ticket -> ticket.path("position").asInt())
                .containsExactly(1, 2, 3);
        assertThat(tickets.get(0).path("at").asText())
                .isEqualTo(world.clock
                        .instant()
                        .plusMillis(tickets.get(0).path("retryAfterMs").asLong())
                        .toString());
        world.post("mail", "check", "{\"reserve\":true}", 429);
        world.post("mail", "check", "{\"reserve\":true,\"patienceMs\":1}", 429);

        world.clock.advance(
                Duration.ofMillis(tickets.get(2).path("retryAfterMs").asLong()));
        for (var ticket : tickets)
            world.check("mail", "{\"ticket\":\"" + ticket.path("ticket").asText() + "\"}", 200);
    }

    @Test
    void lowerPrioritiesLeaveTheirReserve() {
        var low = world.check("mail", "{\"cost\": 9,\"part\":true,\"priority\":\"low\"}", 200);
        assertThat(low.path("units").asLong()).isEqualTo(7);
        assertThat(world.check("mail", "{}", 200).path("remaining").asLong()).isEqualTo(2);
    }

    @Test
    void theTightestRuleSaysNoAndTakesNothingFromTheOthers() {
        var free = "{\"client\":\"c1\",\"tier\":\"free\",\"operation\":\"photo.upload\"}";
        world.check("api", free, 200);
        assertThat(LimitsWorld.document(world.post("api", "check", free, 429))
                        .path("violated-policies")
                        .toString())
                .isEqualTo("[\"upload-hour\"]");
        assertThat(world.check("api", "{\"client\":\"c1\",\"tier\":\"free\",\"peek\":true}", 200)
                        .path("windows")
                        .findValuesAsText("remaining"))
                .as("the test is in season")
                .containsExactly("3", "99");
        assertThat(world.check("api", "{\"client\":\"c2\",\"tier\":\"pro\",\"peek\":true}", 200)
                        .path("windows")
                        .get(0)
                        .path("limit")
                        .asLong())
                .isEqualTo(12);
    }

    @Test
    void explainsThePenaltyThatHolds() {
        var party = new Party("subject", "watched");
        var since = world.clock.instant();
        world.watch.impose("watched", party, new Penalty(2, 100, since, since.plusSeconds(60), "denials: 400"));
        var penalty = LimitsWorld.document(world.get("watched", "watched", Map.of(), 200))
                .path("penalty");
        assertThat(penalty.path("level").asInt()).isEqualTo(2);
        assertThat(penalty.path("why").asText()).isEqualTo("denials: 400");
        assertThat(penalty.path("until").asText()).isEqualTo("2026-06-06T12:01:00Z");

        world.clock.advance(Duration.ofSeconds(60));
        assertThat(LimitsWorld.document(world.get("watched", "watched", Map.of(), 200))
                        .has("penalty"))
                .isFalse();
    }

    @Test
    void whatOnlyWatchesLetsPassAndSaysWhatItWouldHaveDone() {
        world.check("watched", "{}", 200);

        var second = world.check("watched", "{\"reserve\":true}", 200);

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
        var response = world.post(policy, "check", body, status);

        assertThat(LimitsWorld.document(response).path("type").asText()).isEqualTo("/problems/" + problem);
        if (parameter != null)
            assertThat(LimitsWorld.document(response).path("parameter").asText())
                    .isEqualTo(parameter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "{\"charge\":\"x\"}", "{\"charge\":\"e30\"}", "{\"charge\":7}", "{\"more\":1}"})
    void aChargeOfNobodysMakingGivesNothingBack(String body) {
        world.check("mail", "{\"cost\": 4}", 200);
        world.post("mail", "refund", body, 400);
        assertThat(world.check("mail", "{\"peek\":true}", 200).path("remaining").asLong())
                .isEqualTo(6);
    }

    @Test
    void aChargeIsGoodForItsOwnPolicyOnly() {
        var charge = world.check("mail", "{}", 200).path("charge").asText();
        world.post("watched", "refund", "{\"charge\":\"" + charge + "\"}", 400);
        world.post("mail", "refund", "{\"charge\":\"" + charge + "\"}", 200);
    }

    @Test
    void aChargeIsGoodWhoeverItIsOf() {
        for (var odd : List.of("\\u0001", "\\ud800", "\\\"")) {
            var text = odd.repeat(256);
            var who = "{\"subject\":\"%s\",\"client\":\"%s\",\"address\":\"%s\",\"operation\":\"%s\",\"tier\":\"%s\"}"
                    .formatted(text, text, text, text, text);
            var charge = world.check("mail", who, 200).path("charge").asText();
            assertThat(LimitsWorld.document(world.post("mail", "refund", "{\"charge\":\"" + charge + "\"}", 200))
                            .path("refunded")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void explainsEveryWindowAndWhatDenies() {
        world.check("api", "{\"client\":\"c1\",\"tier\":\"pro\",\"operation\":\"photo.upload\"}", 200);

        var answer = LimitsWorld.document(
                world.get("api", "x", Map.of("client", "c1", "tier", "pro", "operation", "photo.upload"), 200));

        assertThat(answer.path("multipliers").path("tier").asDouble()).isEqualTo(3.0);
        assertThat(answer.path("scopes").findValuesAsText("rule")).containsExactly("client", "upload", "together");
        var client = answer.path("scopes").get(0).path("windows").get(0);
        assertThat(client.path("base").asLong()).isEqualTo(2);
        assertThat(client.path("limit").asLong()).isEqualTo(12);
        assertThat(client.path("used").asLong()).isEqualTo(1);
        assertThat(answer.path("now").path("deniedBy").path("rule").asText()).isEqualTo("upload");
        assertThat(LimitsWorld.document(world.get("source:generic", "generic", Map.of(), 200))
                        .path("scopes")
                        .get(0)
                        .path("windows")
                        .get(0)
                        .path("limit")
                        .asLong())
                .isEqualTo(7);
        world.get("source:nobody", "x", Map.of(), 404);
    }

    @Test
    void letsNobodyInWithoutTheToken() {
        world.digests = LimitsWorld.sha256("older") + " " + LimitsWorld.sha256(TOKEN);

        assertThat(world.ask(Map.of(), "mail", "{}").status()).isEqualTo(401);
        assertThat(world.ask(Map.of("authorization", "Bearer wrong"), "mail", "{}")
                        .status())
                .isEqualTo(401);
        assertThat(world.ask(Map.of("authorization", "Basic " + TOKEN), "mail", "{}")
                        .status())
                .isEqualTo(401);
        assertThat(world.ask(Map.of("authorization", "bearer " + TOKEN), "mail", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(world.ask(Map.of("authorization", "Bearer older"), "mail", "{}")
                        .status())
                .isEqualTo(200);
        world.digests = "out";
        assertThat(world.ask(Map.of("authorization", "Bearer " + TOKEN), "mail", "{}")
                        .status())
                .isEqualTo(503);
        world.digests = " ";
        assertThat(world.ask(Map.of("authorization", "Bearer "), "mail", "{}").status())
                .isEqualTo(401);
    }

    @Test
    void answersTheSameToWhoInvokesTheFunctionItself() {
        var admitted = world.call("{\"action\":\"check\",\"policy\":\"mail\",\"cost\":10}");
        assertThat(admitted.path("status").asInt()).isEqualTo(200);
        assertThat(world.call("{\"action\":\"check\",\"policy\":\"mail\"}")
                        .path("status")
                        .asInt())
                .isEqualTo(429);
        assertThat(world.call("{\"action\":\"refund\",\"policy\":\"mail\",\"charge\":\"%s\"}"
                                .formatted(admitted.path("charge").asText()))
                        .path("refunded")
                        .asBoolean())
                .isTrue();
        assertThat(world.call("{\"action\":\"explain\",\"policy\":\"mail\",\"subject\":\"mail\"}")
                        .path("now")
                        .path("allowed")
                        .asBoolean())
                .isTrue();
        assertThat(world.call("{\"action\":\"drop\",\"policy\":\"mail\"}")
                        .path("status")
                        .asInt())
                .isEqualTo(400);
        assertThat(world.call("[]").path("status").asInt()).isEqualTo(400);
        assertThat(world.calls.answer(null).path("status").asInt()).isEqualTo(400);
    }
}
