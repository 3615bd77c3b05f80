package dev.usher.outbound;

import dev.usher.admission.Callers;
import dev.usher.admission.Heeding;
import dev.usher.breaker.LocalBreakers;
import dev.usher.calendar.Calendar;
import dev.usher.config.ConfigReader;
import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.UsherConfig;
import dev.usher.delivery.Deliver;
import dev.usher.delivery.Senders;
import dev.usher.delivery.Sent;
import dev.usher.delivery.Sweep;
import dev.usher.delivery.Turns;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.lambda.DomainChecks;
import dev.usher.limit.LocalCeilings;
import dev.usher.limit.LocalLimiter;
import dev.usher.message.Attempt;
import dev.usher.message.Outcome;
import dev.usher.outbound.ThirdParty.Reply;
import dev.usher.routing.Router;
import dev.usher.shape.Shapes;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryAgenda;
import dev.usher.testing.InMemoryBoard;
import dev.usher.testing.InMemoryDeadLetters;
import dev.usher.testing.InMemoryDeliveries;
import dev.usher.testing.InMemoryEvents;
import dev.usher.testing.InMemoryQueues;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The gateway and the delivery engine on stores in memory, a clock that stands still, and third parties that answer what the test says. */
final class CallWorld {
    static final String CONFIG = """
            sources: { any: { scheme: stripe, type: { pointer: /type }, secrets: [env:A], types: ["*"] } }
            limits:
              shop: { minute: 2, mode: strict, queue: 10 }
              texts: { minute: 100, queue: 10 }
              orders: { minute: 100, queue: 10 }
              spare: { minute: 100 }
            services:
              shop: { url: "https://shop.example.com/base", idempotencyHeader: idempotency-key, stale: 1h,
                      fallback: [stale, { service: spare, path: /things }, queue] }
              texts: { url: "https://texts.example.com" }
              orders: { url: "https://orders.example.com", idempotencyHeader: x-request-token,
                        retry: { attempts: 2, first: 1s }, fallback: [{ service: spare }, queue] }
              spare: { url: "https://spare.example.com", fallback: [{ service: shop }] }
            destinations: { ledger: { url: "https://ledger.example.com", secret: env:B } }
            """;

    /** What a third party was asked. */
    record Asked(String method, String url, Map<String, String> headers, String body) {}

    final FakeClock clock = new FakeClock();
    final UsherConfig config = ConfigReader.read(CONFIG, Map.of(), new DomainChecks());
    final List<String> symptoms = new ArrayList<>();
    final Map<String, String> files = new HashMap<>();
    final InMemoryEvents events = new InMemoryEvents();
    final InMemoryDeliveries deliveries = new InMemoryDeliveries();
    final InMemoryQueues queues = new InMemoryQueues();
    final InMemoryBoard board = new InMemoryBoard();
    final InMemoryDeadLetters deadLetters = new InMemoryDeadLetters();
    final LocalLimiter limiter = new LocalLimiter(clock, Calendar.PLAIN, true);
    final LocalBreakers breakers = new LocalBreakers(JsonLog.off(), clock);
    final List<Asked> asked = new ArrayList<>();
    final List<String> delivered = new ArrayList<>();
    final Deque<Reply> replies = new ArrayDeque<>();
    private final Map<String, Kept> kept = new HashMap<>();

    /** Whether whoever calls dies over it. */
    boolean deadly;

    private final Shapes shapes = new Shapes(
            name -> files.containsKey(name) ? Body.utf8(files.get(name)).bytes() : null,
            symptom -> symptoms.add(symptom.subject() + " " + symptom.present() + " " + symptom.detail()),
            JsonLog.off());
    private final Gateway.Parts parts = parts();
    private final GatewayEndpoint endpoint = endpoint();

    private Gateway.Parts parts() {
        ThirdParty network = (method, url, headers, body, timeout) -> {
            asked.add(new Asked(method, url.toString(), headers, body.text()));
            if (deadly) throw new IllegalStateException("killed");
            if (replies.isEmpty()) return answer(200);
            return replies.size() > 1 ? replies.removeFirst() : replies.getFirst();
        };
        var tokens = new Tokens(ref -> Secret.of("x"), network, TokenStore.ALONE, clock, clock::advance);
        return new Gateway.Parts(
                limiter,
                new Heeding(limiter, new LocalCeilings(), JsonLog.off()),
                breakers,
                new Credentials(ref -> Secret.of("x"), tokens),
                network,
                keeping(),
                Calls.UNCOUNTED,
                clock::advance,
                most -> 0,
                JsonLog.off());
    }

    private Keeping keeping() {
        return new Keeping() {
            @Override
            public void keep(String service, String target, Kept answer, java.time.Instant now, Duration howLong) {
                kept.put(service + target, answer);
            }

            @Override
            public GatewayAnswer.@org.jspecify.annotations.Nullable Stale find(
                    String service, String target, GatewayAnswer.Denied why) {
                var answer = kept.get(service + target);
                return answer == null ? null : new GatewayAnswer.Stale(answer, clock.instant(), why);
            }
        };
    }

    private GatewayEndpoint endpoint() {
        var queue =
                new StoredCalls(new StoredCalls.Parts(events, deliveries, queues, limiter), config.version(), clock);
        var gateway = new Gateway(parts, config.services(), queue, shapes, clock);
        var status = new CallStatus(events, deliveries, limiter, config.services(), clock);
        var callers = new Callers(ref -> Secret.of("open"), new SecretRef("env", "TOKEN"));
        return new GatewayEndpoint(
                gateway, status, config.services(), config.destinations().keySet(), callers, clock);
    }

    static Reply answer(int status) {
        return new Reply.Answered(
                status,
                Headers.of(Map.of("content-type", "text/plain", "set-cookie", "a=b")),
                Body.utf8("answer " + status));
    }

    Response ask(String method, String path, String body, String... headers) {
        var fields = new TreeMap<>(Map.of("authorization", "Bearer one"));
        for (int i = 0; i < headers.length; i += 2) fields.put(headers[i], headers[i + 1]);
        var service = path.substring(1).split("[/?]", 2)[0];
        return endpoint.handle(new Request(
                method,
                "/gateway" + path,
                "",
                "https://usher.example.com",
                "192.0.2.1",
                Headers.of(fields),
                Map.of("service", service),
                Map.of(),
                Body.utf8(body)));
    }

    static com.fasterxml.jackson.databind.JsonNode json(Response response) {
        return java.util.Objects.requireNonNull(
                Json.readOrNull(response.body().bytes()), response.body().text());
    }

    /** What the caller is told of a call that was queued. */
    com.fasterxml.jackson.databind.JsonNode status(Response queued) {
        return json(ask("GET", "/requests/" + json(queued).path("id").asText(), ""));
    }

    Deliver deliver() {
        var senders = new Senders(
                (id, event, destination, leg, number) -> {
                    delivered.add(destination.name() + " " + event.type() + " "
                            + leg.body().text());
                    var outcome = new Outcome.Answered(200, null);
                    return new Sent.Made(new Attempt(number, clock.instant(), Duration.ZERO, outcome, 0, ""));
                },
                new QueuedCalls(parts, config.services(), events, queues, shapes, clock));
        var turns = new Turns(deliveries, queues, limiter, config);
        return new Deliver(
                new Deliver.Parts(
                        events,
                        deliveries,
                        queues,
                        deadLetters,
                        turns,
                        board,
                        breakers,
                        senders,
                        (after, attempt) -> {}),
                Router.of(config),
                config,
                JsonLog.off(),
                clock);
    }

    Sweep.Report sweep() {
        var agenda = new InMemoryAgenda(events, deliveries);
        return new Sweep(new Sweep.Parts(events, deliveries, queues, deadLetters, board, agenda))
                .round(clock.instant());
    }

    /** Works off what is queued, moving the clock past each delay, until nothing is left. */
    void drain() {
        for (var batch = queues.take(); !batch.isEmpty(); batch = queues.take())
            for (var message : batch) {
                clock.advance(message.delay());
                deliver().handle(message.message(), false, clock.instant().plusSeconds(120));
            }
    }
}
