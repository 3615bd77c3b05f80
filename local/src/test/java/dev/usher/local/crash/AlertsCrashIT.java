package dev.usher.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import dev.usher.local.gateway.HttpServer;
import dev.usher.local.gateway.Received;
import dev.usher.local.gateway.Site;
import dev.usher.testing.OwnParts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A destination breaks and is well again while the host is killed (SIGKILL) at random moments around both, {@code -Dkills=} times (4).
 * Whatever incident was opened, every alert of it arrives, its end included. {@code -Dseed=} replays the moments.
 */
@OwnParts
class AlertsCrashIT {
    private static final int KILLS = Integer.getInteger("kills", 4);

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<JsonNode> alerts = new ConcurrentLinkedQueue<>();
    private final List<ChildHost> hosts = new ArrayList<>();
    private volatile boolean broken;

    @Test
    void everyAlertOfEveryIncidentArrives() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        System.out.println("AlertsCrashIT: -Dseed=" + seed);
        var server = HttpServer.bind(0, false);
        server.serve(path -> this::answer);
        var receivers = URI.create("http://127.0.0.1:" + server.port());
        try (var provider = new Provider("load")) {
            provider.start(2, Duration.ofMillis(60));
            for (int kill = 0; kill < KILLS; kill++) {
                broken = kill % 2 == 0;
                var host = launch(receivers);
                provider.sendTo(host.awaitReady());
                int atLeast = broken ? 300 : 1500; // its end takes longer than its beginning
                assertThat(host.runs(Duration.ofMillis(atLeast + random.nextInt(2000))))
                        .as(host::said)
                        .isTrue();
                host.kill();
                provider.sendTo(null);
            }
            broken = true;
            try (var host = launch(receivers)) {
                var url = host.awaitReady();
                provider.sendTo(url);
                Await.until("something is told", Duration.ofSeconds(60), () -> !alerts.isEmpty());
                broken = false;
                reckon(url);
            }
            provider.stop();
        } finally {
            server.stop();
        }
        for (var host : hosts) host.awaitNoProcess();
    }

    private ChildHost launch(URI receivers) throws Exception {
        var host = ChildHost.launch(folder, receivers, "crash-alerts.yaml");
        hosts.add(host);
        return host;
    }

    private Site.Reaction answer(Received request) {
        if (request.rawPath().equals("/alerts")) {
            var json = Json.readOrNull(request.body().bytes());
            if (json != null) alerts.add(json);
            return new Site.Reaction.Write(HttpAnswer.message(200, "taken"));
        }
        return new Site.Reaction.Write(HttpAnswer.message(broken ? 503 : 200, "so"));
    }

    private void reckon(URI host) throws Exception {
        Await.until(
                () -> "all is resolved and told: " + incidents(host) + " but " + arrived(),
                Duration.ofSeconds(60),
                () -> isReckoned(incidents(host)));
        var all = incidents(host);
        System.out.printf(
                "AlertsCrashIT: kills %d, incidents %d, alerts %d, arrived %d%n",
                KILLS,
                all.size(),
                all.values().stream()
                        .mapToInt(one -> one.path("alerts").asInt())
                        .sum(),
                alerts.size());
        assertThat(all).isNotEmpty();
        for (var id : all.keySet()) {
            var types = new ArrayList<String>();
            alerts.stream()
                    .filter(alert -> alert.path("incident").asText().equals(id))
                    .forEach(alert -> types.add(alert.path("type").asText()));
            assertThat(types).contains("incident.opened", "incident.resolved");
        }
    }

    private boolean isReckoned(Map<String, JsonNode> incidents) {
        var arrived = arrived();
        return incidents.entrySet().stream().allMatch(entry -> {
            var incident = entry.getValue();
            return incident.path("state").asText().equals("resolved")
                    && arrived.getOrDefault(entry.getKey(), Set.of()).size()
                            == incident.path("alerts").asInt();
        });
    }

    /** The numbers of the alerts that came, by incident. */
    private Map<String, Set<Integer>> arrived() {
        var arrived = new TreeMap<String, Set<Integer>>();
        for (var alert : alerts)
            arrived.computeIfAbsent(alert.path("incident").asText(), id -> new TreeSet<>())
                    .add(alert.path("number").asInt());
        return arrived;
    }

    private static Map<String, JsonNode> incidents(URI host) {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(host.resolve("/admin/incidents?limit=200"))
                    .header("Authorization", "Bearer admin-dev-token")
                    .build();
            var incidents = new TreeMap<String, JsonNode>();
            for (var item : Json.mapper()
                    .readTree(client.send(request, BodyHandlers.ofString()).body())
                    .path("items")) incidents.put(item.path("id").asText(), item);
            return incidents;
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
