package dev.usher.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.admission.Heeding;
import dev.usher.breaker.BreakerId;
import dev.usher.breaker.Breakers;
import dev.usher.breaker.LocalBreakers;
import dev.usher.breaker.Machine;
import dev.usher.breaker.Phase;
import dev.usher.breaker.SharedBreakers;
import dev.usher.breaker.TransitionLog;
import dev.usher.calendar.Calendar;
import dev.usher.config.Authentication;
import dev.usher.config.BreakerPolicy;
import dev.usher.config.Dialect;
import dev.usher.config.LimitPolicy;
import dev.usher.config.RetryPolicy;
import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.Service;
import dev.usher.config.Window;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.incident.Symptoms;
import dev.usher.limit.LocalCeilings;
import dev.usher.limit.LocalLimiter;
import dev.usher.message.Outcome.Failure;
import dev.usher.outbound.ThirdParty.Reply;
import dev.usher.shape.Shapes;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryBreakers;
import dev.usher.testing.InMemoryHistory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GatewayTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String KEY = "sk_live_never_to_be_seen";

    private final FakeClock clock = new FakeClock();
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final List<Map<String, String>> sent = new ArrayList<>();
    private final List<Duration> timeouts = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Duration secretsTake = Duration.ZERO;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final Gateway gateway = gateway(new LocalBreakers(JsonLog.off(), clock));

    private Gateway gateway(Breakers breakers) {
        ThirdParty network = (method, url, headers, body, timeout) -> {
            sent.add(headers);
            timeouts.add(timeout);
            return replies.size() > 1 ? replies.removeFirst() : replies.getFirst();
        };
        var log = new JsonLog(new PrintStream(lines, true, StandardCharsets.UTF_8), "test", JsonLog.Level.INFO, clock);
        var limiter = new LocalLimiter(clock, Calendar.PLAIN, false);
        Pause pause = time -> {
            pauses.add(time);
            clock.advance(time);
        };
        var tokens = new Tokens(ref -> Secret.of(KEY), network, TokenStore.ALONE, clock, pause);
        return new Gateway(
                new Gateway.Parts(
                        limiter,
                        new Heeding(limiter, new LocalCeilings(), log),
                        breakers,
                        new Credentials(this::secret, tokens),
                        network,
                        new InMemoryKeeping(),
                        Calls.UNCOUNTED,
                        pause,
                        most -> most - 1,
                        log),
                Map.of(),
                CallQueue.NONE,
                new Shapes(name -> null, symptom -> {}, log),
                clock);
    }

    private Secret secret(SecretRef ref) {
        clock.advance(secretsTake);
        return Secret.of(KEY);
    }

    /** As Redis keeps them. */
    private static final class InMemoryKeeping implements Keeping {
        private record At(Kept answer, Instant since) {}

        private final Map<String, At> kept = new HashMap<>();

        @Override
        public void keep(String service, String target, Kept answer, Instant now, Duration howLong) {
            kept.put(service + target, new At(answer, now));
        }

        @Override
        public GatewayAnswer.@Nullable Stale find(String service, String target, GatewayAnswer.Denied why) {
            var at = kept.get(service + target);
            return at == null ? null : new GatewayAnswer.Stale(at.answer, at.since, why);
        }
    }

    private static Service service(int attempts, long perMinute) {
        return service(attempts, perMinute, new Authentication.Bearer(new SecretRef("env", "KEY")));
    }

    private static Service service(int attempts, long perMinute, Authentication authentication) {
        return new Service(
                "shop",
                URI.create("https://api.example.com/base"),
                authentication,
                Duration.ofSeconds(10),
                Map.of("X-Version", "7"),
                new RetryPolicy(attempts, List.of(SECOND)),
                LimitPolicy.of(
                        "shop",
                        LimitPolicy.Mode.STRICT,
                        List.of(new Window("minute", perMinute, Duration.ofMinutes(1)))),
                BreakerPolicy.USUAL,
                "idempotency-key",
                Duration.ofHours(1),
                Service.FALLBACK,
                List.of(),
                Dialect.COMMON,
                Map.of(),
                null);
    }

    private Outgoing outgoing(String method, Map<String, String> headers) {
        return outgoing(method, headers, Duration.ofSeconds(29));
    }

    private Outgoing outgoing(String method, Map<String, String> headers, Duration time) {
        return new Outgoing(
                method,
                "/things",
                "id=1",
                Headers.of(headers),
                Body.EMPTY,
                Map.of(),
                1,
                null,
                clock.instant().plus(time),
                "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    private GatewayAnswer call(Service service, String method) {
        return gateway.call(service, outgoing(method, Map.of()));
    }

    private static Reply answer(int status) {
        return new Reply.Answered(status, Headers.of(Map.of("content-type", "text/plain")), Body.utf8("answer"));
    }

    @Test
    void putsTheCredentialsInAndLeavesTheCallersOut() {
        replies.add(answer(200));
        var headers =
                Map.of("Authorization", "Bearer callers", "Cookie", "a=b", "X-Amzn-Trace-Id", "1", "Accept", "x/y");
        assertThat(gateway.call(service(1, 10), outgoing("GET", headers))).isInstanceOf(GatewayAnswer.Served.class);
        assertThat(sent.getFirst())
                .containsEntry("Authorization", "Bearer " + KEY)
                .containsEntry("accept", "x/y")
                .containsEntry("X-Version", "7")
                .doesNotContainKeys("Cookie", "cookie", "x-amzn-trace-id");
        assertThat(sent.getFirst().get("traceparent")).startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-");
        assertThat(lines.toString(StandardCharsets.UTF_8)).doesNotContain(KEY, "things", "id=1");
    }

    @Test
    void triesAgainOnlyWhatMayBeDoneTwice() {
        replies.add(answer(503));
        call(service(3, 100), "GET");
        assertThat(sent).hasSize(3);
        call(service(3, 100), "POST");
        assertThat(sent).hasSize(4);
    }

    @Test
    void aKeyMakesAnyCallSafeToRepeat() {
        replies.addAll(List.of(answer(500), answer(200)));
        var answer = gateway.call(service(3, 100), outgoing("POST", Map.of("Idempotency-Key", "k")));
        assertThat(answer).isInstanceOfSatisfying(GatewayAnswer.Served.class, served -> assertThat(served.attempts())
                .isEqualTo(2));
    }

    @Test
    void whatWasNeverSentIsSentAgainWhateverItIs() {
        replies.addAll(List.of(new Reply.Failed(Failure.CONNECT), answer(201)));
        assertThat(call(service(2, 100), "POST")).isInstanceOf(GatewayAnswer.Served.class);
        replies.clear();
        replies.addAll(List.of(new Reply.Failed(Failure.RESET), answer(201)));
        assertThat(call(service(2, 100), "POST"))
                .as("it may have arrived")
                .isEqualTo(new GatewayAnswer.Failed("reset", false, 1, false));
    }

    @Test
    void keepsWithinTheCallersTime() {
        replies.add(answer(503));
        var soon = new Outgoing(
                "GET",
                "/",
                "",
                Headers.NONE,
                Body.EMPTY,
                Map.of(),
                1,
                null,
                clock.instant().plusMillis(1500),
                "");
        gateway.call(service(9, 100), soon);
        assertThat(timeouts).containsExactly(Duration.ofMillis(1500), Duration.ofMillis(500));
        assertThat(pauses).containsExactly(SECOND);
    }

    @Test
    void whatCredentialsTakeIsPartOfTheTimeOfAnAttempt() {
        replies.add(answer(200));
        secretsTake = Duration.ofSeconds(4);
        assertThat(call(service(1, 1), "POST")).isInstanceOf(GatewayAnswer.Served.class);
        assertThat(timeouts).containsExactly(Duration.ofSeconds(6));
        clock.advance(Duration.ofMinutes(3));
        secretsTake = Duration.ofSeconds(11);
        assertThat(call(service(1, 1), "POST")).isEqualTo(new GatewayAnswer.Failed("deadline", true, 0, true));
        assertThat(sent).hasSize(1);
        secretsTake = Duration.ZERO;
        assertThat(call(service(1, 1), "POST"))
                .as("what was not sent is not counted")
                .isInstanceOf(GatewayAnswer.Served.class);
    }

    @Test
    void whoIsInAHurryLearnsNothingOfTheService() {
        replies.add(new Reply.Failed(Failure.TIMEOUT));
        for (int i = 0; i < 20; i++)
            assertThat(gateway.call(service(1, 1000), outgoing("POST", Map.of(), Duration.ofMillis(900))))
                    .isInstanceOf(GatewayAnswer.Failed.class);
        for (int i = 0; i < 5; i++)
            assertThat(gateway.call(service(1, 1000), outgoing("POST", Map.of(), SECOND)))
                    .isInstanceOf(GatewayAnswer.Failed.class);
        assertThat(gateway.call(service(1, 1000), outgoing("POST", Map.of(), SECOND)))
                .as("a tenth of the service's own time is enough")
                .isInstanceOf(GatewayAnswer.Broken.class);
        assertThat(sent).hasSize(25);
    }

    @Test
    void aTokenThatIsRefusedIsReplacedOnceWhateverMayBeRepeated() {
        var oauth2 = new Authentication.OAuth2(
                URI.create("https://auth.example.com/token"),
                new SecretRef("env", "ID"),
                new SecretRef("env", "SECRET"),
                "");
        replies.addAll(List.of(token("one"), answer(401), token("two"), answer(201)));
        assertThat(gateway.call(service(1, 100, oauth2), outgoing("POST", Map.of())))
                .isInstanceOfSatisfying(GatewayAnswer.Served.class, served -> {
                    assertThat(served.status()).isEqualTo(201);
                    assertThat(served.attempts()).isEqualTo(2);
                });
        assertThat(sent.getLast()).containsEntry("Authorization", "Bearer two");
        assertThat(pauses).isEmpty();
        replies.clear();
        replies.add(answer(401));
        for (int i = 0; i < 3; i++) gateway.call(service(1, 100, oauth2), outgoing("POST", Map.of()));
        assertThat(sent)
                .as("who refuses every token is not brought one for each call")
                .hasSize(4 + 3);
    }

    private static Reply token(String text) {
        return new Reply.Answered(
                200, Headers.NONE, Body.utf8("{\"access_token\":\"" + text + "\",\"expires_in\":600}"));
    }

    @Test
    void retriesHaveABudget() {
        replies.add(new Reply.Failed(Failure.CONNECT));
        var patient = new Service(
                "shop",
                URI.create("https://api.example.com"),
                new Authentication.None(),
                SECOND,
                Map.of(),
                new RetryPolicy(2, List.of(Duration.ofMillis(1))),
                service(1, 10_000).limit(),
                new BreakerPolicy(100, 100, 10_000, Duration.ofMinutes(1), 1, SECOND, SECOND),
                null,
                Duration.ZERO,
                Service.FALLBACK,
                List.of(),
                Dialect.COMMON,
                Map.of(),
                null);
        for (int i = 0; i < 50; i++) call(patient, "GET");
        assertThat(sent).as("ten at once, and one for each five calls").hasSizeBetween(68, 71);
    }

    @Test
    void overTheLimitNothingIsSent() {
        replies.add(answer(200));
        var service = service(1, 2);
        call(service, "POST");
        call(service, "POST");
        assertThat(call(service, "POST"))
                .isInstanceOfSatisfying(GatewayAnswer.Limited.class, limited -> assertThat(limited.retryAfter())
                        .isPositive());
        assertThat(sent).hasSize(2);
    }

    @Test
    void aSlowDownHoldsEverybodyAndIsNoFailure() {
        var service = service(1, 1000);
        replies.add(new Reply.Answered(429, Headers.of(Map.of("retry-after", "30")), Body.EMPTY));
        for (int i = 0; i < 10; i++) assertThat(call(service, "POST")).isInstanceOf(GatewayAnswer.Limited.class);
        assertThat(sent).hasSize(1);
        clock.advance(Duration.ofSeconds(31));
        replies.clear();
        replies.add(answer(200));
        assertThat(call(service, "POST")).isInstanceOf(GatewayAnswer.Served.class);
    }

    @Test
    void anOpenBreakerIsNotCalledAndCostsNoBudget() {
        var service = service(1, 6);
        replies.add(answer(500));
        for (int i = 0; i < 5; i++)
            assertThat(call(service, "POST")).isEqualTo(new GatewayAnswer.Failed("http_500", false, 1, false));
        for (int i = 0; i < 20; i++) assertThat(call(service, "POST")).isInstanceOf(GatewayAnswer.Broken.class);
        assertThat(sent).hasSize(5);
        clock.advance(Duration.ofSeconds(40));
        replies.clear();
        replies.add(answer(200));
        assertThat(call(service, "POST")).as("one of six is left").isInstanceOf(GatewayAnswer.Served.class);
    }

    @Test
    void aBreakerThatIsFoundOpenWhileTheLimitIsAskedCostsNoBudgetEither() {
        var shop = BreakerId.service("shop");
        var store = new InMemoryBreakers(clock);
        var transitions = new TransitionLog(new InMemoryHistory(), Symptoms.NOBODY, JsonLog.off());
        var shared =
                gateway(new SharedBreakers(store, new LocalBreakers(JsonLog.off(), clock), transitions, "a", clock));
        var service = service(1, 2);
        replies.add(answer(200));
        shared.call(service, outgoing("POST", Map.of()));
        var open = store.force(shop, Phase.OPEN, new Machine.Force("operator", "a drill", clock.millis() + 60_000));
        store.show(shop, open.view());
        clock.advance(SECOND.multipliedBy(2));
        assertThat(shared.call(service, outgoing("POST", Map.of()))).isInstanceOf(GatewayAnswer.Broken.class);
        var closed = store.force(shop, Phase.CLOSED, new Machine.Force("operator", "over", clock.millis()));
        store.show(shop, closed.view());
        clock.advance(SECOND.multipliedBy(2));
        assertThat(sent).hasSize(1);
        assertThat(shared.call(service, outgoing("POST", Map.of())))
                .as("one of two is left")
                .isInstanceOf(GatewayAnswer.Served.class);
    }

    @Test
    void answersFromWhatWasKept() {
        replies.add(answer(200));
        call(service(1, 100), "GET");
        var kept = clock.instant();
        clock.advance(SECOND);
        replies.clear();
        replies.add(new Reply.Failed(Failure.TIMEOUT));
        assertThat(call(service(1, 100), "GET")).isInstanceOfSatisfying(GatewayAnswer.Stale.class, stale -> {
            assertThat(stale.kept().body()).isEqualTo(Body.utf8("answer"));
            assertThat(stale.since()).isEqualTo(kept);
            assertThat(stale.why()).isEqualTo(new GatewayAnswer.Failed("timeout", true, 1, false));
        });
        assertThat(call(service(1, 100), "DELETE")).isInstanceOf(GatewayAnswer.Failed.class);
    }

    @Test
    void whatIsPackedIsNotKept() {
        replies.add(new Reply.Answered(200, Headers.of(Map.of("content-encoding", "gzip")), Body.utf8("\u001f")));
        assertThat(call(service(1, 100), "GET")).isInstanceOf(GatewayAnswer.Served.class);
        replies.clear();
        replies.add(new Reply.Failed(Failure.TIMEOUT));
        assertThat(call(service(1, 100), "GET")).isInstanceOf(GatewayAnswer.Failed.class);
    }

    @Test
    void passesOnWhatTheCallerGotWrong() {
        replies.add(answer(422));
        assertThat(call(service(3, 100), "GET"))
                .isInstanceOfSatisfying(GatewayAnswer.Served.class, served -> assertThat(served.status())
                        .isEqualTo(422));
        assertThat(sent).hasSize(1);
    }
}
