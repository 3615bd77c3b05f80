package dev.usher.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.usher.config.Secret;
import dev.usher.http.Body;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.testing.Requests;
import dev.usher.testing.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakesTest {
    private static final String URL = "https://hooks.example.com/webhooks/acme";
    private static final List<Secret> SECRET = List.of(Secret.of("secret"));

    private static Answer ask(String name, Request request) {
        return Handshakes.of(name).answer(request, SECRET);
    }

    private static Response reply(String name, Request request) {
        var answer = ask(name, request);
        assertThat(answer).isInstanceOf(Answer.Reply.class);
        return ((Answer.Reply) answer).response();
    }

    private static void echoes(Response response, String text) {
        assertThat(response)
                .isEqualTo(new Response(
                        200,
                        Map.of("content-type", "text/plain; charset=utf-8", "x-content-type-options", "nosniff"),
                        Body.utf8(text)));
    }

    @Test
    void slackGetsItsChallengeBackOnceVerified() {
        var request =
                Requests.post(Map.of(), "{\"token\":\"t\",\"challenge\":\"3eZbrw1aB\",\"type\":\"url_verification\"}");
        echoes(reply("slack", request), "3eZbrw1aB");
        assertThat(Handshakes.of("slack").when()).isEqualTo(Handshake.When.AFTER_VERIFICATION);
        assertThat(ask("slack", Requests.post(Map.of(), "{\"type\":\"event_callback\",\"challenge\":\"x\"}")))
                .isEqualTo(new Answer.NotAHandshake());
    }

    @Test
    void zoomGetsItsTokenSigned() {
        var request = Requests.post(
                Map.of(),
                "{\"payload\":{\"plainToken\":\"qgg8vlvZRS6UYooatFL8Aw\"},\"event\":\"endpoint.url_validation\"}");
        // openssl dgst -sha256 -hmac secret
        assertThat(reply("zoom", request).body().text())
                .isEqualTo("{\"plainToken\":\"qgg8vlvZRS6UYooatFL8Aw\","
                        + "\"encryptedToken\":\"72cef096bfd47c0b8664df30d07721641e4abd7e885ba432204260db477a9a3e\"}");
        assertThat(Handshakes.of("zoom").when()).isEqualTo(Handshake.When.AFTER_VERIFICATION);
    }

    @Test
    void zoomSignsNothingThatCouldBeAWebhook() {
        var request = Requests.post(
                Map.of(), "{\"payload\":{\"plainToken\":\"v0:1:{}\"},\"event\":\"endpoint.url_validation\"}");
        assertThat(ask("zoom", request)).isEqualTo(new Answer.NotAHandshake());
    }

    @Test
    void metaGetsItsChallengeBackWhenItKnowsTheToken() {
        var query = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";
        echoes(reply("meta", Requests.get(URL + query + "secret")), "1158201444");
        assertThat(ask("meta", Requests.get(URL + query + "wrong"))).isEqualTo(new Answer.Refuse(Response.of(403)));
        assertThat(ask("meta", Requests.get(URL + "?hub.mode=unsubscribe&hub.challenge=1")))
                .isEqualTo(new Answer.NotAHandshake());
        assertThat(Handshakes.of("meta").needs()).isEqualTo(Handshake.Needs.VERIFY_TOKEN);
    }

    @Test
    void dropboxGetsItsChallengeBackAsPlainText() {
        echoes(reply("dropbox", Requests.get(URL + "?challenge=abc_-1")), "abc_-1");
        assertThat(ask("dropbox", Requests.post(URL + "?challenge=abc", Map.of(), "{}")))
                .isEqualTo(new Answer.NotAHandshake());
    }

    @Test
    void discordGetsAPong() {
        assertThat(reply("discord", Requests.post(Map.of(), "{\"id\":\"1\",\"type\":1}"))
                        .body()
                        .text())
                .isEqualTo("{\"type\":1}");
        for (var other : List.of("{\"type\":2}", "{\"type\":\"1\"}", "{\"type\":1.0}", "[1]", "1", "")) {
            assertThat(ask("discord", Requests.post(Map.of(), other))).isEqualTo(new Answer.NotAHandshake());
        }
    }

    @Test
    void microsoftGraphGetsItsSentenceBackDecoded() {
        var request = Requests.post(
                URL + "?validationToken=Validation%3A+Testing+client+application+reachability+for+Request-Id%3A+a1",
                Map.of(),
                "");
        echoes(
                reply("microsoft-graph", request),
                "Validation: Testing client application reachability for Request-Id: a1");
    }

    @Test
    void asanaGetsItsSecretBack() {
        assertThat(reply("asana", Requests.post(Map.of("X-Hook-Secret", "b537207f20cbfa02357cf448134da559"), "")))
                .isEqualTo(Response.of(200).with("X-Hook-Secret", "b537207f20cbfa02357cf448134da559"));
        assertThat(ask("asana", Requests.post(Map.of("X-Hook-Secret", "b5", "X-Hook-Signature", "00"), "")))
                .isEqualTo(new Answer.NotAHandshake());
    }

    @Test
    void ebayGetsTheHashOfCodeTokenAndUrl() {
        // printf %s code1secrethttps://hooks.example.com/webhooks/acme | sha256sum
        assertThat(reply("ebay", Requests.get(URL + "?challenge_code=code1"))
                        .body()
                        .text())
                .isEqualTo(
                        "{\"challengeResponse\":\"e6b91eb44425cfa75144bfc0d9fb6289ab185d7752deda66275e6ce4093e66c2\"}");
    }

    @Test
    void googleGetsAnEmptyAnswerToItsFirstMessage() {
        assertThat(reply("google-channel", Requests.post(Map.of("X-Goog-Resource-State", "sync"), "")))
                .isEqualTo(Response.of(200));
        assertThat(ask("google-channel", Requests.post(Map.of("X-Goog-Resource-State", "exists"), "")))
                .isEqualTo(new Answer.NotAHandshake());
        assertThat(Handshakes.of("google-channel").when()).isEqualTo(Handshake.When.AFTER_VERIFICATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%3Cscript%3E", "a%0d%0aSet-Cookie:x", "a%22", "a%26b", "%E2%82%AC"})
    void echoesNothingThatABrowserCouldRun(String challenge) {
        assertThat(ask("dropbox", Requests.get(URL + "?challenge=" + challenge)))
                .isEqualTo(new Answer.NotAHandshake());
        assertThat(ask("microsoft-graph", Requests.get(URL + "?validationToken=" + challenge)))
                .isEqualTo(new Answer.NotAHandshake());
    }

    @Test
    void echoesAtMostOneKibibyte() {
        echoes(reply("dropbox", Requests.get(URL + "?challenge=" + "a".repeat(1024))), "a".repeat(1024));
        assertThat(ask("dropbox", Requests.get(URL + "?challenge=" + "a".repeat(1025))))
                .isEqualTo(new Answer.NotAHandshake());
    }

    @Test
    void answersNothingWithoutTheSecretItNeeds() {
        var crc = Requests.get(URL + "?crc_token=abc");
        assertThat(Handshakes.of("x").answer(crc, List.of())).isEqualTo(new Answer.NotAHandshake());
        assertThat(Handshakes.of("x").answer(crc, List.of(Secret.of("")))).isEqualTo(new Answer.NotAHandshake());
        var meta = Requests.get(URL + "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=");
        assertThat(Handshakes.of("meta").answer(meta, List.of(Secret.of("")))).isEqualTo(new Answer.NotAHandshake());
    }

    @Test
    void neverThrows() {
        Seeds.forEach(300, random -> {
            var headers = new HashMap<String, String>();
            headers.put("x-hook-secret", Seeds.text(random, 30));
            headers.put("x-goog-resource-state", Seeds.text(random, 5));
            var query = new HashMap<String, String>();
            for (var name : List.of("challenge", "crc_token", "validationToken", "challenge_code", "hub.challenge")) {
                query.put(name, Seeds.text(random, 30));
            }
            query.put("hub.mode", "subscribe");
            var bodies = List.of(
                    "{\"type\":1",
                    "{\"type\":{}}",
                    "[".repeat(500),
                    "{\"event\":\"endpoint.url_validation\",\"payload\":[]}",
                    "\u0000");
            for (var name : Handshakes.names()) {
                var base = Requests.of(
                        random.nextBoolean() ? "GET" : "POST",
                        URL,
                        headers,
                        Body.utf8(bodies.get(random.nextInt(bodies.size()))));
                var request = new Request(
                        base.method(),
                        base.path(),
                        "",
                        base.origin(),
                        "",
                        base.headers(),
                        Map.of(),
                        query,
                        base.body());
                assertThat(ask(name, request)).isNotNull();
            }
        });
    }

    @Test
    void namesThoseThereAreWhenThereIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Handshakes.of("facebook"))
                .withMessageContaining("there are asana, discord, dropbox, ebay, google-channel, meta");
    }
}
