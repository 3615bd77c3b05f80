package dev.usher.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.config.ConfigReader;
import dev.usher.config.LimitPolicy;
import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.UsherConfig;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.incident.Symptoms;
import dev.usher.lambda.DomainChecks;
import dev.usher.message.Delivery;
import dev.usher.message.Event;
import dev.usher.reliability.InMemoryFigureStore;
import dev.usher.replay.ReplayDelivery;
import dev.usher.replay.Reverify;
import dev.usher.signature.Verdict;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryAgenda;
import dev.usher.testing.InMemoryAudit;
import dev.usher.testing.InMemoryBoard;
import dev.usher.testing.InMemoryBreakers;
import dev.usher.testing.InMemoryDeliveries;
import dev.usher.testing.InMemoryEvents;
import dev.usher.testing.InMemoryHealth;
import dev.usher.testing.InMemoryHistory;
import dev.usher.testing.InMemoryQueues;
import dev.usher.testing.InMemoryReplays;
import dev.usher.testing.InMemorySearch;
import dev.usher.testing.InMemorySlices;
import dev.usher.testing.InMemoryWatch;
import dev.usher.testing.SampleConfig;
import dev.usher.testing.Samples;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The operators' API over stores in memory. The token of each operator is the name with {@code -token}. */
final class AdminWorld implements SecretSource {
    final FakeClock clock = new FakeClock();
    final InMemoryEvents events = new InMemoryEvents();
    final InMemoryDeliveries deliveries = new InMemoryDeliveries();
    final InMemoryQueues queues = new InMemoryQueues();
    final InMemorySlices slices = new InMemorySlices();
    final InMemoryReplays replays = new InMemoryReplays();
    final InMemoryAudit audit = new InMemoryAudit();
    final InMemoryBoard board = new InMemoryBoard();
    final InMemoryBreakers breakers = new InMemoryBreakers(clock);
    final InMemoryHistory history = new InMemoryHistory();
    final InMemoryHealth health = new InMemoryHealth();
    final InMemoryWatch watch = new InMemoryWatch();
    final LimitPolicy limit = ConfigReader.limit("api", "rules: [{ name: client, per: client, minute: 60 }]");
    boolean secretsOut;
    final AdminApi api = api(audit);

    AdminApi api(Audit other) {
        var config = SampleConfig.of(new SchemeConfig("keyed", Map.of()), Map.of("api", limit));
        var stores = new AdminParts.Stores(events, deliveries, new InMemorySearch(events, deliveries), replays, other);
        var reverify = new Reverify(
                config, ref -> Secret.of("s"), scheme -> (request, secrets, now) -> new Verdict.Genuine(0));
        var acting = new AdminParts.Deliveries(
                board,
                new InMemoryAgenda(events, deliveries),
                new ReplayDelivery(events, deliveries, queues, reverify),
                slices);
        var parts = new AdminParts(config, this, stores, acting, JsonLog.off(), clock);
        var routes = LimitRoutes.add(AdminRoutes.of(parts), limits(config));
        var breaking = new BreakerParts(config, breakers, history, Symptoms.NOBODY, JsonLog.off(), clock);
        HealthRoutes.add(routes, health());
        return new AdminApi(BreakerRoutes.add(routes, breaking), parts);
    }

    /** Of two services, {@code shop} and {@code mail}, with a probe each. */
    private HealthParts health() {
        var config = ConfigReader.read("""
                sources: { s: { scheme: stripe, secrets: [env:S], types: ["*"] } }
                limits: { shop: { minute: 10 }, mail: { minute: 10 } }
                services:
                  shop: { url: "https://shop.example.com", probes: { ping: { path: /ping } } }
                  mail: { url: "https://mail.example.com", probes: { ping: { path: /ping } } }
                """, Map.of(), new DomainChecks());
        return new HealthParts(
                config,
                true,
                health,
                new InMemoryFigureStore(),
                () -> {
                    throw new AssertionError("nobody is called");
                },
                new HealthParts.Own(() -> null, () -> null, () -> null),
                clock);
    }

    private LimitParts limits(UsherConfig config) {
        return new LimitParts(config, new LimitParts.Watched(watch, watch, watch, watch), clock);
    }

    @Override
    public Secret get(SecretRef ref) {
        if (secretsOut) throw new SecretUnavailable(ref, "as the test asked");
        return Secret.of(sha256(ref.name().replace("-sha256", "-token")));
    }

    Event event() {
        var event = Samples.event("stripe", "paid", clock.instant());
        events.add(event, event.receivedAt());
        return event;
    }

    Delivery dead(Event event, String destination) {
        var dead = Samples.dead(event, destination);
        deliveries.begin(dead);
        return dead;
    }

    Response get(String operator, String target) {
        return api.handle(request(operator, "GET", target, "", Map.of()));
    }

    Response post(String operator, String target, String body) {
        return post(operator, target, body, Map.of());
    }

    Response post(String operator, String target, String body, Map<String, String> headers) {
        return api.handle(request(operator, "POST", target, body, headers));
    }

    static JsonNode json(Response response) {
        return Objects.requireNonNull(Json.readOrNull(response.body().bytes()), "not JSON");
    }

    static Request request(String operator, String method, String target, String body, Map<String, String> headers) {
        int mark = target.indexOf('?');
        var rawQuery = mark < 0 ? "" : target.substring(mark + 1);
        var query = new LinkedHashMap<String, String>();
        if (!rawQuery.isEmpty())
            for (var pair : rawQuery.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        var all = new LinkedHashMap<>(headers);
        if (!operator.isEmpty()) all.put("authorization", "Bearer " + operator + "-token");
        if (!body.isEmpty()) all.putIfAbsent("content-type", "application/json");
        return new Request(
                method,
                mark < 0 ? target : target.substring(0, mark),
                rawQuery,
                "https://usher.example.com",
                "192.0.2.7",
                Headers.of(all),
                Map.of(),
                query,
                Body.utf8(body));
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has SHA-256
        }
    }
}
