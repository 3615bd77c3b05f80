package dev.usher.local.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usher.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A proxy in front of DynamoDB or SQS that keeps who called what, as IAM names it. Functions tell who they are by their session token. */
final class CallRecorder implements AutoCloseable {
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

    /** @param resource a queue, a table, or {@code table/index/name} */
    record Kind(String function, String action, String resource) {}

    private final URI target;
    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<Kind> calls = ConcurrentHashMap.newKeySet();

    private CallRecorder(URI target, HttpServer server) {
        this.target = target;
        this.server = server;
    }

    static CallRecorder before(URI target) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        var recorder = new CallRecorder(target, server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", recorder::handle);
        server.start();
        return recorder;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    Set<Kind> calls() {
        return Set.copyOf(calls);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            record(exchange, body);
            var request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(java.util.Locale.ROOT)))
                    values.forEach(value -> request.header(name, value));
            });
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name))
                    values.forEach(value -> exchange.getResponseHeaders().add(name, value));
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void record(HttpExchange exchange, byte[] body) {
        var function = exchange.getRequestHeaders().getFirst("X-Amz-Security-Token");
        var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        var request = Json.readOrNull(body);
        if (function == null || target == null || request == null) return; // the host's own call
        var service = target.startsWith("DynamoDB") ? "dynamodb:" : "sqs:";
        var action = target.substring(target.lastIndexOf('.') + 1).replaceAll("(?<=Message|Visibility)Batch$", "");
        kinds(action, request).forEach(kind -> calls.add(new Kind(function, service + kind.get(0), kind.get(1))));
    }

    /** Actions and resources of a call. What stands in a transaction needs the right of its own. */
    private static Stream<List<String>> kinds(String action, JsonNode request) {
        if (request.has("QueueUrl")) {
            var url = request.path("QueueUrl").asText();
            return Stream.of(List.of(action, url.substring(url.lastIndexOf('/') + 1)));
        }
        if (request.has("TransactItems"))
            return request.path("TransactItems").valueStream().flatMap(item -> item.properties().stream()
                    .map(part -> List.of(
                            part.getKey().equals("ConditionCheck") ? "ConditionCheckItem" : part.getKey() + "Item",
                            part.getValue().path("TableName").asText())));
        if (request.has("RequestItems"))
            return request.path("RequestItems").properties().stream().map(table -> List.of(action, table.getKey()));
        var table = request.path("TableName").asText();
        return Stream.of(List.of(
                action,
                request.has("IndexName")
                        ? table + "/index/" + request.path("IndexName").asText()
                        : table));
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
    }
}
