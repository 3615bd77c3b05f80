package dev.usher.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.admission.Callers;
import dev.usher.admission.Heeding;
import dev.usher.breaker.LocalBreakers;
import dev.usher.calendar.Calendar;
import dev.usher.config.Authentication;
import dev.usher.config.BreakerPolicy;
import dev.usher.config.Dialect;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule;
import dev.usher.config.RetryPolicy;
import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.Service;
import dev.usher.config.Window;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.limit.LocalCeilings;
import dev.usher.limit.LocalLimiter;
import dev.usher.outbound.ThirdParty.Reply;
import dev.usher.shape.Shapes;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryDeliveries;
import dev.usher.testing.InMemoryEvents;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GatewayEndpointTest {
    private final FakeClock clock = new FakeClock();
    private final List<URI> called = new ArrayList<>();
    private final List<Map<String, String>> sent = new ArrayList<>();
    private final GatewayEndpoint endpoint = endpoint();
    private Map<String, String> answered = Map.of();

    private GatewayEndpoint endpoint() {
        var limiter = new LocalLimiter(clock, Calendar.PLAIN, false);
        ThirdParty network = (method, url, headers, body, timeout) -> {
            called.add(url);
            sent.add(headers);
            return new Reply.Answered(200, Headers.of(answered), body.size() == 0 ? Body.utf8("{}") : body);
        };
        var log = JsonLog.off();
        var tokens = new Tokens(ref -> Secret.of(""), network, TokenStore.ALONE, clock, clock::advance);
        var parts = new Gateway.Parts(
                limiter,
                new Heeding(limiter, new LocalCeilings(), log),
                new LocalBreakers(log, clock),
                new Credentials(ref -> Secret.of(""), tokens),
                network,
                Keeping.NOTHING,
                Calls.UNCOUNTED,
                clock::advance,
                most -> 0,
                log);
        var limit = LimitPolicy.of(
                "shop", LimitPolicy.Mode.SMOOTH, List.of(new Window("minute", 1_000_000, Duration.ofMinutes(1))));
        var few = limit.with(List.of(new LimitRule(
                "uploads",
                List.of(),
                List.of("upload"),
                limit.rules().getFirst().windows(),
                false)));
        var callers = new Callers(ref -> Secret.of("open"), new SecretRef("env", "TOKEN"));
        var services = Map.of("shop", service("shop", limit), "few", service("few", few));
        var status = new CallStatus(new InMemoryEvents(), new InMemoryDeliveries(), limiter, services, clock);
        return new GatewayEndpoint(
                new Gateway(parts, Map.of(), CallQueue.NONE, new Shapes(name -> null, symptom -> {}, log), clock),
                status,
                services,
                Set.of(),
                callers,
                clock);
    }

    private static Service service(String name, LimitPolicy limit) {
        return new Service(
                name,
                URI.create("https://api.example.com/base"),
                new Authentication.None(),
                Duration.ofSeconds(5),
                Map.of(),
                new RetryPolicy(1, List.of()),
                limit,
                BreakerPolicy.USUAL,
                null,
                Duration.ZERO,
                Service.FALLBACK,
                List.of(),
                Dialect.COMMON,
                Map.of(),
                null);
    }

    private Response ask(String path, String query, Map<String, String> headers) {
        return ask("shop", path, query, headers);
    }

    private Response ask(String service, String path, String query, Map<String, String> headers) {
        return endpoint.handle(new Request(
                "GET",
                "/gateway/" + service + path,
                query,
                "https://usher.example.com",
                "192.0.2.1",
                Headers.of(headers),
                Map.of("service", service),
                Map.of(),
                Body.EMPTY));
    }

    @Test
    void whateverIsAskedStaysUnderTheServicesOwnPathOrIsRefused() {
        var random = new Random(5);
        var pieces = List.of(
                "/",
                "..",
                ".",
                "%2e",
                "%2E",
                "%2f",
                "%5c",
                "\\",
                "//evil.example",
                "@",
                ":",
                "a",
                "%00",
                "?",
                "#",
                "[",
                "]",
                "|",
                "{",
                " ",
                "%",
                "%zz",
                "é",
                ";",
                "..;a",
                "%3b",
                "http://",
                "\u0000",
                "\r\n",
                "\"",
                "<",
                "^",
                "`");
        for (int i = 0; i < 20_000; i++) {
            var path = new StringBuilder("/");
            var query = new StringBuilder();
            for (int n = random.nextInt(6); n > 0; n--) path.append(pieces.get(random.nextInt(pieces.size())));
            for (int n = random.nextInt(4); n > 0; n--) query.append(pieces.get(random.nextInt(pieces.size())));
            called.clear();
            int status = ask(path.toString(), query.toString(), Map.of()).status();
            assertThat(status).as("%s?%s", path, query).isIn(200, 400);
            assertThat(called).hasSize(status == 200 ? 1 : 0);
            if (status != 200) continue;
            var url = called.getFirst();
            assertThat(url.getHost()).isEqualTo("api.example.com");
            assertThat(url.normalize().getRawPath()).startsWith("/base/");
            // Servers that know parameters of segments leave them out before they go up.
            assertThat(url.getRawPath()).doesNotContainPattern("(?i)/(\\.|%2e){1,2}(;|%3b)");
        }
    }

    @Test
    void whereItLeadsIsReadFromTheServicesOwnNameOrNotAtAll() {
        var request = new Request(
                "DELETE",
                "/gateway/%73hop/things/1",
                "",
                "https://usher.example.com",
                "192.0.2.1",
                Headers.NONE,
                Map.of("service", "shop"),
                Map.of(),
                Body.EMPTY);
        assertThat(endpoint.handle(request).status()).isEqualTo(400);
        assertThat(called).isEmpty();
    }

    @Test
    void noHeaderCanBecomeTwoOrSpeakOfTheConnection() {
        for (var header : List.of(
                Map.of("x: 1\r\nhost", "evil.example"),
                Map.of("transfer-encoding ", "chunked"),
                Map.of("content-length: 0", ""),
                Map.of("x y", "1"),
                Map.of("", "1"),
                Map.of("x", "1\r\nhost: evil.example"),
                Map.of("x", "1\nhost: evil.example"),
                Map.of("x", "1\u010d\u010ahost: evil.example"),
                Map.of("x", "1\u0000"),
                Map.of("x", "x".repeat(16 * 1024)),
                Map.of("x-http-method-override", "DELETE"))) {
            var answer = ask("/", "", header);
            assertThat(answer.status()).as(header.toString()).isEqualTo(400);
        }
        assertThat(called).isEmpty();
        var hops = Map.of("connection", "close, X-Hop", "x-hop", "1", "x-own", "caf\u00e9", "te", "trailers");
        assertThat(ask("/", "", hops).status()).isEqualTo(200);
        assertThat(sent.getFirst()).containsEntry("x-own", "caf\u00e9").doesNotContainKeys("connection", "x-hop", "te");
    }

    @Test
    void whoInvokesTheFunctionGetsNoMoreThanLambdaTakes() {
        var calls = new DirectCalls(endpoint);
        var header = Json.object().put("x: 1\r\nhost", "evil.example");
        var smuggled = Json.object().put("service", "shop").put("path", "/");
        smuggled.set("headers", header);
        assertThat(calls.answer(smuggled).path("status").asInt()).isEqualTo(400);
        assertThat(called).isEmpty();
        var large = Json.object().put("service", "shop").put("method", "POST").put("body", "\"".repeat(4 << 20));
        var answer = calls.answer(large);
        assertThat(answer.path("status").asInt()).isEqualTo(200);
        assertThat(Json.bytes(answer)).hasSizeLessThan(6_000_000);
        var text = Json.object().put("service", "shop").put("method", "POST").put("body", "\"yes\"");
        assertThat(calls.answer(text).path("body").asText()).isEqualTo("\"yes\"");
    }

    @Test
    void everyParameterThatCantBeReadIsNamed() {
        for (var header : List.of(
                Map.of("usher-cost", "0"),
                Map.of("usher-cost", "1000001"),
                Map.of("usher-timeout-ms", "-1"),
                Map.of("usher-timeout-ms", "30000"),
                Map.of("usher-priority", "highest"),
                Map.of("usher-client", "x".repeat(257)))) {
            var answer = ask("/", "", header);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().text()).contains(header.keySet().iterator().next());
        }
        assertThat(called).isEmpty();
    }

    @Test
    void whatNoRuleOfTheLimitConcernsIsNotCalledWithoutLimit() {
        var answer = ask("few", "/", "", Map.of("usher-operation", "download"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().text()).contains("usher-operation");
        assertThat(ask("few", "/", "", Map.of()).status()).isEqualTo(400);
        assertThat(called).isEmpty();
        assertThat(ask("few", "/", "", Map.of("usher-operation", "upload")).status())
                .isEqualTo(200);
    }

    @Test
    void cookiesAndChallengesOfTheServiceStayHere() {
        answered = Map.of(
                "set-cookie",
                "a=b",
                "www-authenticate",
                "Basic",
                "server",
                "x",
                "x-total-count",
                "7",
                "etag",
                "\"1\"",
                "connection",
                "X-Hop , close",
                "x-hop",
                "1",
                "proxy-connection",
                "close",
                "x-two",
                "1\r\nset-cookie: a=b",
                "x y",
                "1");
        assertThat(ask("/", "", Map.of()).headers())
                .containsEntry("x-total-count", "7")
                .containsEntry("etag", "\"1\"")
                .doesNotContainKeys(
                        "set-cookie",
                        "www-authenticate",
                        "server",
                        "x-hop",
                        "connection",
                        "proxy-connection",
                        "x-two",
                        "x y");
    }
}
