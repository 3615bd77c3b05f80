package dev.usher.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.http.Headers;
import dev.usher.http.Response;
import dev.usher.message.Outcome.Failure;
import dev.usher.message.StoreUnavailable;
import dev.usher.outbound.ThirdParty.Reply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class QueuedCallsTest {
    private final CallWorld world = new CallWorld();

    private Response later(String path, String body, String... headers) {
        var more = new String[headers.length + 2];
        System.arraycopy(headers, 0, more, 0, headers.length);
        more[headers.length] = "prefer";
        more[headers.length + 1] = "respond-async, wait=0";
        return world.ask("POST", path, body, more);
    }

    private void useUpTheLimit() {
        for (int i = 0; i < 2; i++)
            assertThat(world.ask("GET", "/shop/things/" + i, "").status()).isEqualTo(200);
        world.asked.clear();
    }

    @Test
    void whatIsOverTheLimitIsMadeWhenItsTurnComesAndToldToWhoAskedAndToWhomItIsFor() {
        useUpTheLimit();
        var refused = world.ask("POST", "/shop/orders", "a=1");
        assertThat(refused.status()).as("who does not ask for it is not queued").isEqualTo(200);
        assertThat(refused.headers()).containsEntry("usher-fallback", "service=spare");
        world.asked.clear();
        world.replies.add(new Reply.Failed(Failure.CONNECT)); // of what would stand in
        var queued = world.ask(
                "POST",
                "/shop/orders",
                "a=1",
                "prefer",
                "respond-async",
                "usher-deliver-to",
                "ledger",
                "x-own",
                "7",
                "x-api-key",
                "k",
                "cookie",
                "c");
        assertThat(queued.status()).isEqualTo(202);
        assertThat(queued.headers())
                .containsEntry("preference-applied", "respond-async")
                .containsEntry("location", CallWorld.json(queued).path("url").asText())
                .containsKey("retry-after");
        assertThat(world.status(queued).path("state").asText()).isEqualTo("queued");
        assertThat(world.status(queued).path("reason").asText()).isEqualTo("limited");

        world.asked.clear();
        world.replies.clear();
        world.replies.add(CallWorld.answer(404));
        world.drain();
        assertThat(world.asked).singleElement().satisfies(asked -> {
            assertThat(asked.url()).isEqualTo("https://shop.example.com/base/orders");
            assertThat(asked.body()).isEqualTo("a=1");
            assertThat(asked.headers())
                    .containsEntry("x-own", "7")
                    .containsEntry(
                            "idempotency-key", CallWorld.json(queued).path("id").asText());
            assertThat(asked.headers().keySet())
                    .noneMatch(name -> name.startsWith("usher-") || name.matches("(?i)authorization|cookie|x-api-key"));
            assertThat(world.events.all())
                    .allSatisfy(event -> assertThat(event.headers().names())
                            .noneMatch(name -> name.matches("authorization|cookie|x-api-key")));
        });
        var done = world.status(queued);
        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.at("/answer/status").asInt())
                .as("a refusal is an answer too")
                .isEqualTo(404);
        assertThat(done.at("/answer/body").asText()).isEqualTo("answer 404");
        assertThat(done.at("/answer/headers").has("set-cookie")).isFalse();
        assertThat(world.delivered).singleElement().asString().startsWith("ledger call.answered {\"id\":\"event_");
    }

    @Test
    void nobodyElseIsToldAnything() {
        var queued = later("/texts/send", "hello");
        var id = CallWorld.json(queued).path("id").asText();
        assertThat(world.ask("GET", "/requests/" + id, "").status()).isEqualTo(200);
        for (var path : new String[] {id, id.replace(id.charAt(8), id.charAt(8) == 'x' ? 'y' : 'x'), "", "event_", "x"})
            assertThat(world.ask("GET", "/requests/" + path, "", "authorization", "Bearer two")
                            .status())
                    .as(path)
                    .isEqualTo(404);
        assertThat(world.ask("DELETE", "/requests/" + id, "").status()).isEqualTo(405);
    }

    @Test
    void theSameKeyIsTheSameRequest() {
        var first = later("/texts/send", "hello", "idempotency-key", "k1");
        world.drain();
        var again = later("/texts/send", "hello", "idempotency-key", "k1");
        world.drain();
        assertThat(again.status()).isEqualTo(202);
        assertThat(CallWorld.json(again).path("id"))
                .isEqualTo(CallWorld.json(first).path("id"));
        assertThat(world.asked).hasSize(1);
        assertThat(world.status(again).path("state").asText()).isEqualTo("done");
        assertThat(later("/texts/send", "other", "idempotency-key", "k1").status())
                .isEqualTo(422);
        assertThat(later("/texts/send", "hello", "idempotency-key", "k1", "account", "another")
                        .status())
                .as("who asks for another account asks for something else")
                .isEqualTo(422);
        var others = later("/texts/send", "hello", "idempotency-key", "k1", "authorization", "Bearer two");
        assertThat(CallWorld.json(others).path("id"))
                .isNotEqualTo(CallWorld.json(first).path("id"));
    }

    @Test
    void whatWouldComeTooLateIsRefusedAtOnce() {
        useUpTheLimit();
        var refused = later("/shop/orders", "a=1", "usher-deadline-s", "5");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(world.events.all()).isEmpty();
        assertThat(later("/shop/orders", "a=1", "usher-deadline-s", "100").status())
                .isEqualTo(202);
        world.clock.advance(Duration.ofSeconds(200));
        world.drain();
        assertThat(world.asked).as("nobody wants it any more").isEmpty();
        assertThat(world.deliveries.all())
                .anySatisfy(one -> assertThat(one.standing().reason()).isEqualTo("deadline-passed"));
    }

    @Test
    void aCallThatMayBeMadeOnceIsNeverMadeTwice() {
        world.deadly = true;
        var queued = later("/texts/send", "hello", "usher-deliver-to", "ledger");
        var wake = world.queues.take().getFirst().message();
        var deadline = world.clock.instant().plusSeconds(100);
        assertThatThrownBy(() -> world.deliver().handle(wake, false, deadline)).hasMessage("killed");
        assertThat(world.status(queued).path("state").asText()).isEqualTo("running");
        world.deadly = false;
        for (int i = 0; i < 5; i++) {
            world.deliver().handle(wake, true, world.clock.instant().plusSeconds(100));
            world.clock.advance(Duration.ofSeconds(60));
            world.sweep();
            world.drain();
        }
        assertThat(world.asked).hasSize(1);
        var status = world.status(queued);
        assertThat(status.path("state").asText()).isEqualTo("failed");
        assertThat(status.path("reason").asText()).isEqualTo("outcome-unknown");
        assertThat(world.delivered).singleElement().asString().startsWith("ledger call.failed");
        assertThat(world.deadLetters.sent())
                .as("a letter for each message: the one before was perhaps not sent")
                .isNotEmpty()
                .allMatch(letter -> letter.standing().reason().equals("outcome-unknown"));
    }

    @Test
    void anAnswerThatIsKeptIsWhatCameOfTheCallWhoeverDiedOverIt() {
        world.deliveries.refusing(id -> !world.asked.isEmpty());
        var queued = later("/texts/send", "hello", "usher-deliver-to", "ledger");
        var wake = world.queues.take().getFirst().message();
        var deadline = world.clock.instant().plusSeconds(100);
        assertThatThrownBy(() -> world.deliver().handle(wake, false, deadline)).isInstanceOf(StoreUnavailable.class);
        world.deliveries.refusing(id -> false);
        world.deliver().handle(wake, true, world.clock.instant().plusSeconds(100));
        world.drain();
        assertThat(world.asked).hasSize(1);
        assertThat(world.status(queued).path("state").asText()).isEqualTo("done");
        assertThat(world.delivered).singleElement().asString().startsWith("ledger call.answered");
        assertThat(world.deadLetters.sent()).isEmpty();
    }

    @Test
    void theCallersOwnKeyIsKeptWhateverItsHeaderIsCalled() {
        later("/orders/new", "a=1", "x-request-token", "mine", "x-session-token", "s");
        world.drain();
        assertThat(world.asked).singleElement().satisfies(asked -> assertThat(asked.headers())
                .containsEntry("x-request-token", "mine")
                .doesNotContainKey("x-session-token"));
    }

    @Test
    void itIsMadeAgainWhenNothingCanHaveHappened() {
        world.replies.add(new Reply.Failed(Failure.CONNECT));
        world.replies.add(new Reply.Answered(429, Headers.of(Map.of("retry-after", "30")), dev.usher.http.Body.EMPTY));
        world.replies.add(CallWorld.answer(201));
        var queued = later("/texts/send", "hello");
        world.drain();
        assertThat(world.asked).hasSize(3);
        assertThat(world.status(queued).at("/answer/status").asInt()).isEqualTo(201);
        world.replies.clear();
        world.replies.add(new Reply.Failed(Failure.TIMEOUT));
        var unknown = later("/texts/send", "hello");
        world.drain();
        assertThat(world.asked).hasSize(4);
        assertThat(world.status(unknown).path("reason").asText()).isEqualTo("outcome-unknown");
    }

    @Test
    void aCallWithAKeyIsMadeAgainUnderIt() {
        world.replies.add(new Reply.Failed(Failure.RESET));
        world.replies.add(CallWorld.answer(503));
        world.replies.add(CallWorld.answer(200));
        var queued = later("/shop/orders", "a=1");
        world.drain();
        assertThat(world.asked).hasSize(3);
        assertThat(world.asked.stream()
                        .map(asked -> asked.headers().get("idempotency-key"))
                        .distinct())
                .containsExactly(CallWorld.json(queued).path("id").asText());
        assertThat(world.status(queued).path("state").asText()).isEqualTo("done");
    }

    @Test
    void behindAnOpenBreakerItWaitsAndTakesNothing() {
        world.replies.add(CallWorld.answer(500));
        for (int i = 0; i < 5; i++) world.ask("POST", "/texts/send", "x");
        var queued = world.ask("POST", "/texts/send", "hello", "prefer", "respond-async");
        assertThat(queued.status()).isEqualTo(202);
        assertThat(world.status(queued).path("reason").asText()).isEqualTo("breaker-open");
        assertThat(world.asked).hasSize(5);
        world.replies.clear();
        world.drain();
        assertThat(world.asked).hasSize(6);
        assertThat(world.status(queued).path("state").asText()).isEqualTo("done");
    }

    @Test
    void whatWasStoredIsMadeEvenIfNothingElseWasDone() {
        world.queues.refusing(true);
        world.deliveries.refusing(id -> true);
        var queued = later("/shop/orders", "a=1");
        assertThat(queued.status()).isEqualTo(202);
        world.queues.refusing(false);
        world.deliveries.refusing(id -> false);
        for (int i = 0; i < 4; i++) {
            world.clock.advance(Duration.ofMinutes(1));
            world.sweep();
            world.drain();
        }
        assertThat(world.asked).hasSize(1);
        assertThat(world.status(queued).path("state").asText()).isEqualTo("done");
        assertThat(world.ask(
                                "POST",
                                "/shop/orders",
                                "x".repeat(CallReader.MOST_QUEUED_BYTES + 1),
                                "prefer",
                                "respond-async")
                        .status())
                .isEqualTo(413);
    }
}
