package dev.usher.bench.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A proxy in front of DynamoDB or SQS that keeps every call. It asks DynamoDB to say what capacity each call consumed, which
 * needs no change to a caller.
 */
final class CallCounter implements AutoCloseable {
    /** Headers that the client makes itself. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

    private static final Set<String> WITH_CAPACITY =
            Set.of("PutItem", "UpdateItem", "DeleteItem", "GetItem", "Query", "TransactWriteItems", "BatchWriteItem");

    private final URI target;
    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

    /**
     * One call that was answered.
     *
     * @param action as AWS names it: {@code PutItem}, {@code SendMessage}
     * @param bytes of the request's body, as the caller sent it
     */
    record Call(String action, JsonNode request, JsonNode answer, int bytes) {
        /** The partition key written or read; empty when there is none. */
        String partition() {
            return request.path("Item")
                    .path("pk")
                    .path("S")
                    .asText(request.path("Key").path("pk").path("S").asText(""));
        }

        /** Whether it writes to DynamoDB. */
        boolean isWrite() {
            return action.endsWith("PutItem") || action.endsWith("UpdateItem") || action.contains("WriteItem");
        }

        /** Whether it is about the figures of reliability, which are written by the second and not by the event. */
        boolean isFigure() {
            return partition().startsWith("FIGURES");
        }

        /** Capacity units of the table and all its indexes; 0 when the call consumed none that was told. */
        double capacity() {
            return answer.path("ConsumedCapacity").path("CapacityUnits").asDouble();
        }
    }

    private CallCounter(URI target, HttpServer server) {
        this.target = target;
        this.server = server;
    }

    /** Listens on a free port of the loopback interface. */
    static CallCounter before(URI target) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        var counter = new CallCounter(target, server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", counter::handle);
        server.start();
        return counter;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Forgets what was called so far. */
    void clear() {
        calls.clear();
    }

    /** What was called since the last {@link #clear}, oldest first. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var action = action(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            var request = Json.readOrNull(body);
            var answer = client.send(
                    forward(exchange, withCapacity(action, request, body)), HttpResponse.BodyHandlers.ofByteArray());
            var said = Json.readOrNull(answer.body());
            calls.add(new Call(
                    action,
                    request == null ? Json.object() : request,
                    said == null ? Json.object() : said,
                    body.length));
            answer.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name))
                    exchange.getResponseHeaders().put(name, new CopyOnWriteArrayList<>(values));
            });
            exchange.getResponseHeaders().remove("x-amz-crc32"); // DynamoDB's checksum was over another answer
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest forward(HttpExchange exchange, byte[] body) {
        var request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(java.util.Locale.ROOT)))
                values.forEach(value -> request.header(name, value));
        });
        return request.build();
    }

    private static byte[] withCapacity(String action, @Nullable JsonNode request, byte[] body) {
        if (!WITH_CAPACITY.contains(action) || !(request instanceof ObjectNode object)) return body;
        return Json.bytes(object.deepCopy().put("ReturnConsumedCapacity", "INDEXES"));
    }

    private static String action(@Nullable String target) {
        return target == null ? "" : target.substring(target.lastIndexOf('.') + 1);
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
    }
}
