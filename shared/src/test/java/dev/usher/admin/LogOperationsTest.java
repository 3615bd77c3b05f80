package dev.usher.admin;

import static dev.usher.admin.AdminApiTest.assertProblem;
import static dev.usher.admin.AdminWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.OwnSources;
import dev.usher.config.Priority;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.message.State;
import dev.usher.testing.FakeClock;
import dev.usher.testing.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading events and deliveries, and cancelling one. */
final class LogOperationsTest {
    private final AdminWorld world = new AdminWorld();

    @Test
    void pagesThroughEventsByCursor() {
        for (int i = 0; i < 5; i++) {
            world.event();
            world.clock.advance(Duration.ofSeconds(1));
        }

        var seen = new ArrayList<String>();
        var target = "/admin/events?source=stripe&context=weddingId:w-1&limit=2";
        var page = json(world.get("vera", target));
        seen.addAll(page.path("items").findValuesAsText("id"));
        while (page.has("next")) {
            page = json(
                    world.get("vera", target + "&cursor=" + page.path("next").asText()));
            seen.addAll(page.path("items").findValuesAsText("id"));
        }

        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        assertThat(json(world.get("vera", "/admin/events?source=other")).toString())
                .isEqualTo("{\"items\":[]}");
    }

    @Test
    void tellsEverythingThatHappenedToAnEventInOrder() {
        var event = world.event();
        var dead = world.dead(event, "ledger");
        world.clock.advance(Duration.ofMinutes(5));
        world.post("ann", "/admin/webhooks/replay/" + dead.id(), "{\"reason\":\"receiver is back\"}");

        var root = json(world.get("otto", "/admin/events/" + event.id()));

        assertThat(root.path("timeline").findValuesAsText("what"))
                .containsExactly("received", "attempt", "dead", "replayed", "due", "audit");
        assertThat(root.path("deliveries").findValuesAsText("id"))
                .containsExactly(dead.id().toString(), dead.id().event() + ".ledger.1");
        assertThat(root.path("timeline").path(1).toString()).contains("\"status\":503", "\"tookMs\":20", "so be it");
    }

    @Test
    void showsNoHeaderValueToAnybodyAndNoReceiversAnswerToViewers() {
        var event = world.event();
        world.dead(event, "ledger");

        for (var operator : List.of("vera", "otto", "ann")) {
            var text = world.get(operator, "/admin/events/" + event.id()).body().text();
            assertThat(text).contains("stripe-signature").doesNotContain("v1=00", "a=b");
        }
        for (var target : List.of("/admin/events/" + event.id(), "/admin/deliveries/" + event.id() + ".ledger.0"))
            assertThat(world.get("vera", target).body().text()).doesNotContain("so be it");
        assertThat(world.get("otto", "/admin/deliveries/" + event.id() + ".ledger.0")
                        .body()
                        .text())
                .contains("so be it");
    }

    @Test
    void givesThePayloadExactlyAndWritesDownWhoRead() {
        var text = world.event();
        var bytes = new byte[] {(byte) 0xff, 0, 1, (byte) 0xfe};
        var binary = Samples.withBody(Samples.event(), Body.of(bytes));
        world.events.add(binary, binary.receivedAt());

        assertThat(json(world.get("otto", "/admin/events/" + text.id() + "/payload"))
                        .path("body")
                        .asText())
                .isEqualTo(text.body().text());
        var answer = json(world.get("otto", "/admin/events/" + binary.id() + "/payload"));
        assertThat(answer.path("encoding").asText()).isEqualTo("base64");
        assertThat(Base64.getDecoder().decode(answer.path("body").asText())).isEqualTo(bytes);
        assertProblem(world.get("otto", "/admin/events/" + binary.id() + "/payload?encoding=text"), 409, "conflict");
        assertThat(world.audit.all())
                .hasSize(3)
                .allMatch(entry ->
                        entry.action().equals("payload.read") && entry.actor().equals("otto"));
    }

    @Test
    void listsDeadLettersUntilTheyAreReplayed() {
        var dead = world.dead(world.event(), "ledger");
        world.dead(world.event(), "archive");

        assertThat(json(world.get("vera", "/admin/dead-letters?destination=ledger&error=http_503"))
                        .path("items"))
                .hasSize(1);
        world.post("ann", "/admin/webhooks/replay/" + dead.id(), "");

        assertThat(json(world.get("vera", "/admin/dead-letters?destination=ledger"))
                        .path("items"))
                .isEmpty();
        assertThat(json(world.get("vera", "/admin/deliveries?state=dead&destination=ledger"))
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void cancelsWhatWaitsAndNothingElse() {
        var waiting = Samples.delivery(world.event(), "ledger").standing(State.WAITING, "http_503", FakeClock.START);
        world.deliveries.begin(waiting);
        var path = "/admin/deliveries/" + waiting.id() + "/cancel";

        assertThat(json(world.post("otto", path, "")).path("state").asText()).isEqualTo("cancelled");
        assertProblem(world.post("otto", path, ""), 409, "conflict");
        assertProblem(world.post("otto", "/admin/deliveries/x/cancel", ""), 400, "invalid-parameter");
        assertProblem(
                world.post("otto", "/admin/deliveries/" + Samples.event().id() + ".ledger.0/cancel", ""),
                404,
                "not-found");
    }

    @Test
    void whoQueuedACallIsToldThatItIsCancelled() {
        var headers = Map.of("usher-to", "gateway-shop", "usher-for", "ledger", "usher-deadline-ms", "1");
        var id = EventId.of(OwnSources.GATEWAY, "call", 0);
        var request = new Event(
                id,
                OwnSources.GATEWAY,
                id.text(),
                OwnSources.REQUESTED,
                Priority.NORMAL,
                FakeClock.START,
                Map.of("service", "shop"),
                Headers.of(headers),
                "",
                "",
                Body.EMPTY);
        world.events.add(request, FakeClock.START);
        var waiting = Samples.delivery(request, "gateway-shop").standing(State.WAITING, "calling", FakeClock.START);
        world.deliveries.begin(waiting);
        var path = "/admin/deliveries/" + waiting.id() + "/cancel";
        assertProblem(world.post("otto", path, ""), 409, "conflict");
        var before = waiting.written();
        world.deliveries.update(before, before.standing(State.WAITING, "limited", FakeClock.START));

        assertThat(world.post("otto", path, "").status()).isEqualTo(200);
        assertThat(world.events.all()).anySatisfy(event -> {
            assertThat(event.type()).isEqualTo("call.failed");
            assertThat(event.context()).containsEntry("request", id.text());
            assertThat(event.headers().get("usher-to")).isEqualTo("ledger");
            assertThat(event.body().text()).contains("\"reason\":\"cancelled-by-operator\"");
        });
    }

    @Test
    void pausesAndResumesDestinationsAndCountsWhatIsHeld() {
        var held =
                Samples.delivery(world.event(), "ledger").standing(State.PARKED, "destination-paused", FakeClock.START);
        world.deliveries.begin(held);

        assertThat(world.post("otto", "/admin/destinations/ledger/pause", "{\"reason\":\"moving\"}")
                        .status())
                .isEqualTo(200);
        var ledger = json(world.get("vera", "/admin/destinations")).path("items");

        assertThat(ledger.toString())
                .contains(
                        "\"paused\":true,\"pause\":{\"reason\":\"moving\",\"by\":\"otto\"",
                        "\"held\":{\"count\":1,\"atLeast\":false}");
        assertThat(json(world.post("otto", "/admin/destinations/ledger/resume", ""))
                        .path("paused")
                        .asBoolean())
                .isFalse();
        assertProblem(world.post("otto", "/admin/destinations/ledger/resume", ""), 409, "conflict");
        assertProblem(world.post("otto", "/admin/destinations/nowhere/pause", ""), 404, "not-found");
    }

    @Test
    void showsTheConfigurationWithReferencesInPlaceOfSecrets() {
        for (var target : List.of("/admin/config", "/admin/destinations"))
            assertThat(world.get("vera", target).body().text())
                    .contains("https://ledger.example.com:8443/hooks", "env:SIGNING", "x-api-key")
                    .doesNotContain("hidden", "user:");
    }
}
