package dev.usher.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usher.config.Settings;
import dev.usher.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Systems Manager and Secrets Manager as far as reading goes, in the AWS JSON 1.1 protocol, on a loopback port. */
final class FakeStores implements AutoCloseable {
    /** An answer: JSON with status 200, or an error type with another status. */
    record Answer(int status, String body) {
        static Answer error(int status, String type) {
            return new Answer(status, "{\"__type\":\"" + type + "\",\"message\":\"nothing to see\"}");
        }
    }

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    /** Operation and body of every call. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    FakeStores() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** What the environment of a function says in order to come here. */
    Settings settings(Map<String, String> more) {
        var url = "http://127.0.0.1:" + server.getAddress().getPort();
        var environment = new HashMap<>(more);
        environment.putAll(Map.of(
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY", "example",
                "AWS_SESSION_TOKEN", "session",
                "AWS_ENDPOINT_URL_SSM", url,
                "AWS_ENDPOINT_URL_SECRETSMANAGER", url));
        return new Settings(environment);
    }

    void parameter(String name, String value) {
        var body = Json.object();
        body.putObject("Parameter")
                .put("Name", name)
                .put("Type", "SecureString")
                .put("Value", value);
        answers.put(name, new Answer(200, body.toString()));
    }

    void secret(String id, String value) {
        answers.put(
                id,
                new Answer(
                        200,
                        Json.object().put("Name", id).put("SecretString", value).toString()));
    }

    void fail(String name, Answer answer) {
        answers.put(name, answer);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var target = Objects.requireNonNull(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            var request = Objects.requireNonNull(
                    Json.readOrNull(exchange.getRequestBody().readAllBytes()));
            calls.add(target + " " + request);
            var answer = answers.getOrDefault(name(target, request), missing(target));
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String name(String target, JsonNode request) {
        return request.path(target.equals("AmazonSSM.GetParameter") ? "Name" : "SecretId")
                .asText();
    }

    private static Answer missing(String target) {
        return Answer.error(400, target.startsWith("AmazonSSM") ? "ParameterNotFound" : "ResourceNotFoundException");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
