package dev.usher.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import dev.usher.local.gateway.HttpServer;
import dev.usher.local.gateway.Received;
import dev.usher.local.gateway.Site;
import dev.usher.testing.OwnParts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that were answered 202 are made, and those that may be made once only are not made twice, whatever is killed. */
@OwnParts
class QueuedCallsCrashIT {
    private static final int CALLS = 20;

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<Received> asked = new ConcurrentLinkedQueue<>();

    private Site.Reaction answer(Received request) throws InterruptedException {
        asked.add(request);
        Thread.sleep(40); // long enough for a host to be killed meanwhile
        return new Site.Reaction.Write(HttpAnswer.message(200, "done"));
    }

    private String queue(URI host, String service, int number) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(host.resolve("/gateway/" + service + "/things"))
                .header("Authorization", "Bearer gateway-dev-token")
                .header("Prefer", "respond-async, wait=0")
                .POST(BodyPublishers.ofString(service + "-" + number));
        var answer = client.send(request.build(), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(202);
        return Objects.requireNonNull(Json.readOrNull(answer.body())).path("id").asText();
    }

    private JsonNode status(URI host, String id) {
        var request = HttpRequest.newBuilder(host.resolve("/gateway/requests/" + id))
                .header("Authorization", "Bearer gateway-dev-token");
        try {
            var answer = client.send(request.build(), BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            return Objects.requireNonNull(Json.readOrNull(answer.body()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWasAnswered202IsMadeAndNotTwiceWhereOnceIsAllThereMayBe() throws Exception {
        var server = HttpServer.bind(0, false);
        server.serve(path -> this::answer);
        var receivers = URI.create("http://127.0.0.1:" + server.port());
        var once = new ArrayList<String>();
        var keyed = new ArrayList<String>();
        try {
            try (var host = ChildHost.launch(folder, receivers)) {
                var url = host.awaitReady();
                for (int i = 0; i < CALLS; i++) {
                    once.add(queue(url, "once", once.size()));
                    keyed.add(queue(url, "keyed", keyed.size()));
                }
                host.kill();
            }
            try (var host = ChildHost.launch(folder, receivers)) {
                var url = host.awaitReady();
                for (var id : keyed)
                    Await.until(host::said, Duration.ofSeconds(90), () -> state(url, id)
                            .equals("done"));
                for (var id : once)
                    Await.until(host::said, Duration.ofSeconds(90), () -> List.of("done", "failed")
                            .contains(state(url, id)));
                check(url, once);
            }
        } finally {
            server.stop();
        }
    }

    private String state(URI host, String id) {
        return status(host, id).path("state").asText();
    }

    private void check(URI host, List<String> once) {
        var bodies = asked.stream()
                .map(request -> request.body().text())
                .filter(body -> body.startsWith("once-"))
                .toList();
        assertThat(bodies).doesNotHaveDuplicates();
        for (var id : once) {
            var status = status(host, id);
            if (status.path("state").asText().equals("failed"))
                assertThat(status.path("reason").asText()).isEqualTo("outcome-unknown");
        }
        var again = asked.stream()
                .filter(request -> request.body().text().startsWith("keyed-"))
                .map(request -> request.body().text() + " " + Receivers.header(request, "idempotency-key"))
                .distinct();
        assertThat(again).as("each under one key").hasSize(CALLS);
        long unknown =
                once.stream().filter(id -> state(host, id).equals("failed")).count();
        System.out.printf(
                "QueuedCallsCrashIT: %d calls, %d made, %d unknown%n", once.size() * 2, asked.size(), unknown);
    }
}
