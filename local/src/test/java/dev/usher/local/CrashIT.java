package dev.usher.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testing.OwnParts;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts in processes of their own: killed, started again on the same data, and two on one folder. */
@OwnParts
class CrashIT {
    private static final Pattern DYNAMO = Pattern.compile("DynamoDB (http://\\S+)");

    /** A child host and what it has printed until it was ready. */
    private record Child(Process process, List<String> lines) implements AutoCloseable {
        URI dynamo() {
            var matcher = DYNAMO.matcher(String.join("\n", lines));
            assertThat(matcher.find()).isTrue();
            return URI.create(matcher.group(1));
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    @TempDir
    Path folder;

    @Test
    void aKilledHostLeavesNoRedisAndItsDataToTheNext() throws Exception {
        List<ProcessHandle> children;
        try (var first = start(folder)) {
            assertThat(first.lines()).noneMatch(line -> line.startsWith("sweeper:"));
            children = first.process().descendants().toList();
            assertThat(children).isNotEmpty();
            put(first.dynamo(), "before the crash");
        }

        Probe.await("the end of Redis", () -> children.stream().noneMatch(ProcessHandle::isAlive));
        try (var second = start(folder)) {
            assertThat(second.lines()).contains("sweeper: {\"usher\":\"queues-lost\"}");
            assertThat(notes(second.dynamo())).containsExactly("before the crash");
        }
    }

    @Test
    void aSecondHostOnTheSameFolderIsRefused() throws Exception {
        try (var first = start(folder)) {
            assertThat(first.process().isAlive()).isTrue();
            var second = launch(folder);
            var said = new String(second.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

            assertThat(second.waitFor()).isEqualTo(1);
            assertThat(said).contains("is in use by another local host");
        }
    }

    private static Child start(Path folder) throws IOException {
        var process = launch(folder);
        var lines = new ArrayList<String>();
        var reader = new BufferedReader(process.inputReader());
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            if (line.startsWith("ready")) return new Child(process, lines);
        }
        throw new AssertionError("the host did not start:\n" + String.join("\n", lines));
    }

    private static Process launch(Path folder) throws IOException {
        var java = ProcessHandle.current().info().command().orElseThrow();
        return new ProcessBuilder(
                        java,
                        "@usher-local.args",
                        "-Dusher.template=" + LocalHostIT.TEMPLATE,
                        "-Dusher.port=0",
                        "-Dusher.data=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .redirectErrorStream(true)
                .start();
    }

    private static void put(URI dynamo, String note) throws IOException, InterruptedException {
        call(
                dynamo,
                "PutItem",
                "{\"TableName\":\"Things\",\"Item\":{\"pk\":{\"S\":\"1\"},\"sk\":{\"S\":\"1\"},\"note\":{\"S\":\""
                        + note + "\"}}}");
    }

    private static List<String> notes(URI dynamo) throws IOException, InterruptedException {
        var items = dev.usher.http.Json.mapper()
                .readTree(call(dynamo, "Scan", "{\"TableName\":\"Things\"}"))
                .path("Items");
        return items.valueStream()
                .map(item -> item.path("note").path("S").asText())
                .toList();
    }

    private static String call(URI dynamo, String action, String body) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(dynamo)
                    .header("X-Amz-Target", "DynamoDB_20120810." + action)
                    .header("Content-Type", "application/x-amz-json-1.0")
                    .header(
                            "Authorization",
                            "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
                    .POST(BodyPublishers.ofString(body))
                    .build();
            var response = client.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        }
    }
}
