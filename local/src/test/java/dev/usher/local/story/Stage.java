package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.local.LocalHost;
import dev.usher.local.TestHost;
import dev.usher.local.gateway.Received;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A local host with a configuration of its own, and the means to talk to it as providers, receivers and operators do. */
final class Stage implements AutoCloseable {
    static final String SHIPPED = "../usher.yaml";
    static final String STORY = "src/test/resources/story.yaml";
    static final String FUZZ = "src/test/resources/fuzz.yaml";

    private final LocalHost host;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Stage(LocalHost host) {
        this.host = host;
    }

    /** The means to talk to a host that somebody else started; closing it closes the host. */
    static Stage of(LocalHost host) {
        return new Stage(host);
    }

    /** Starts one; its sweeper runs every second instead of every minute. */
    static Stage open(String config, Map<String, String> environment) throws Exception {
        return open(config, environment, Map.of());
    }

    /** @param parameters of the template */
    static Stage open(String config, Map<String, String> environment, Map<String, String> parameters) throws Exception {
        return open(config, environment, parameters, Duration.ofSeconds(1));
    }

    /** @param every the period of all schedules */
    static Stage open(String config, Map<String, String> environment, Map<String, String> parameters, Duration every)
            throws Exception {
        var given = new HashMap<>(parameters);
        given.putIfAbsent("Probing", "DISABLED"); // what simulators got is counted
        Output.install();
        var variables = new HashMap<>(environment);
        variables.put(
                "USHER_CONFIG", Path.of(config).toAbsolutePath().normalize().toString());
        return new Stage(LocalHost.start(TestHost.options(Path.of("../template.yaml"), variables)
                .withParameters(given)
                .withEveryRate(every)));
    }

    LocalHost host() {
        return host;
    }

    URI url(String path) {
        return URI.create(host.url() + path);
    }

    HttpResponse<String> send(Webhook webhook) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url("/webhooks/" + webhook.path()))
                .timeout(Duration.ofSeconds(40))
                .POST(BodyPublishers.ofByteArray(webhook.body().bytes()));
        webhook.headers().forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends a webhook that must be accepted. @return the id of its event */
    String accepted(Webhook webhook) throws IOException, InterruptedException {
        var response = send(webhook);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        var json = Json.readOrNull(response.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        if (json != null) assertThat(json.path("status").asText()).isEqualTo("accepted");
        return response.headers().firstValue("usher-event-id").orElseThrow();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(url(path)).build(), BodyHandlers.ofString());
    }

    /** Asks the operators' API. {@code role} names the development token; empty: without one. */
    HttpResponse<String> ask(String role, String line, String body) throws IOException, InterruptedException {
        int space = line.indexOf(' ');
        var request = HttpRequest.newBuilder(url(line.substring(space + 1)))
                .timeout(Duration.ofSeconds(40))
                .method(line.substring(0, space), BodyPublishers.ofString(body));
        if (!role.isEmpty()) request.header("Authorization", "Bearer " + role + "-dev-token");
        if (!body.isEmpty()) request.header("Content-Type", "application/json");
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** What the operators' API answers to somebody who may do anything. */
    JsonNode look(String path) throws IOException, InterruptedException {
        return json(ask("admin", "GET " + path, ""), 200);
    }

    JsonNode act(String line, String body, int status) throws IOException, InterruptedException {
        return json(ask("admin", line, body), status);
    }

    static JsonNode json(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Json.mapper().readTree(response.body());
    }

    /**
     * Calls a third party as a service of the platform does.
     *
     * @param line method, name of the service and path, such as {@code GET stripe_payments/v1/balance}
     * @param headers names and values in turn
     */
    HttpResponse<String> call(String line, String body, String... headers) throws IOException, InterruptedException {
        int space = line.indexOf(' ');
        var request = HttpRequest.newBuilder(url("/gateway/" + line.substring(space + 1)))
                .timeout(Duration.ofSeconds(40))
                .header("Authorization", "Bearer gateway-dev-token")
                .method(line.substring(0, space), BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Says how a receiver behaves from now on. */
    void behave(String receiver, String json) throws IOException, InterruptedException {
        put("/receiver/" + receiver + "/behaviour", json);
    }

    /** Says how a simulator of a third party behaves from now on. */
    void simulate(String simulator, String json) throws IOException, InterruptedException {
        put("/simulators/" + simulator + "/behaviour", json);
    }

    private void put(String path, String json) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url(path)).PUT(BodyPublishers.ofString(json));
        assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    /** What a receiver got of an event, oldest first. */
    List<Received> got(String receiver, String event) {
        var got = new ArrayList<Received>();
        for (var request : host.receiver(receiver).requests())
            if (header(request, "webhook-id").equals(event)) got.add(request);
        return got;
    }

    /** The first that a receiver gets of an event, waited for. */
    Received arrives(String receiver, String event) throws Exception {
        Eventually.until(event + " at " + receiver, () -> !got(receiver, event).isEmpty());
        return got(receiver, event).getFirst();
    }

    /** The one delivery of an event to a destination that is no replay, as the operators see it. */
    JsonNode delivery(String event, String destination) throws IOException, InterruptedException {
        return look("/admin/deliveries/" + deliveryId(event, destination, 0));
    }

    void untilState(String event, String destination, String state) throws Exception {
        Eventually.until(event + " to " + destination + " is " + state, () -> {
            var response = ask("admin", "GET /admin/deliveries/" + deliveryId(event, destination, 0), "");
            return response.statusCode() == 200
                    && json(response, 200).path("state").asText().equals(state);
        });
    }

    static String deliveryId(String event, String destination, int replay) {
        return new dev.usher.message.DeliveryId(new dev.usher.message.EventId(event), destination, replay).toString();
    }

    static String header(Received request, String name) {
        for (var header : request.headers()) if (header.name().equalsIgnoreCase(name)) return header.value();
        return "";
    }

    static JsonNode body(Received request) {
        var json = Json.readOrNull(request.body().bytes());
        if (json == null) throw new AssertionError("no JSON: " + request.body().text());
        return json;
    }

    @Override
    public void close() {
        host.close();
        client.close();
    }
}
