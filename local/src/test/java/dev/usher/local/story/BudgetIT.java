package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Json;
import dev.usher.local.LocalHost;
import dev.usher.local.Options;
import dev.usher.local.Probe;
import dev.usher.local.parts.Parts;
import dev.usher.testing.CallCounter;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an accepted event with one destination costs in calls, counted in front of DynamoDB, SQS and Redis on the shipped template. */
class BudgetIT {
    private static final String SECRET = "development-only-generic";

    private static final String CONFIG = """
            sources:
              shop:
                scheme: { name: hmac, algorithm: sha256, encoding: hex, header: x-signature }
                secrets: [env:GENERIC_WEBHOOK_SECRET]
                id: { pointer: /id }
                types: ["*"]
                limit: { minute: 1000000000, hour: 1000000000 }
            routes: [{ name: all, when: { source: [shop] }, to: [till] }]
            destinations:
              till: { url: "${PLATFORM_URL}/till", secret: env:DELIVERY_SIGNING_SECRET }
            egress: { allow: "${USHER_EGRESS_ALLOW:-}" }
            """;

    private static final int WARM_UP = 64;
    private static final int EVENTS = 400;

    @TempDir
    Path folder;

    @Test
    void anEventWithOneDestinationTakesOneRedisCallTwoWritesAndOneMessage() throws Exception {
        var parts = Parts.start(new Parts.Elsewhere(null, null, null), null);
        try (var dynamo = CallCounter.before(parts.dynamo());
                var sqs = CallCounter.before(parts.queues());
                var host = LocalHost.start(options(parts, dynamo, sqs))) {
            send(host, 0, WARM_UP);
            Probe.await("the first figures", () -> !figures(dynamo).isEmpty());
            awaitDeleted(sqs, WARM_UP);
            dynamo.clear();
            sqs.clear();
            long scriptsBefore = scripts(parts.redis());
            long start = System.nanoTime();

            send(host, WARM_UP, EVENTS);
            awaitDeleted(sqs, EVENTS);

            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
            // an event's own, and what was asked of the limiter, every five seconds and environment
            int intakes = host.environments("WebhookIntake");
            assertThat(scripts(parts.redis()) - scriptsBefore)
                    .as("Redis calls")
                    .isBetween((long) EVENTS, EVENTS + intakes * (seconds / 5 + 2));
            assertThat(writes(dynamo)).as("DynamoDB writes").hasSize(2 * EVENTS);
            assertThat(sqs.calls("SendMessage", "SendMessageBatch"))
                    .as("SQS sends")
                    .hasSizeLessThanOrEqualTo(EVENTS);
            assertThat(sqs.calls(call -> !call.answer().path("Messages").isEmpty()))
                    .as("SQS receives")
                    .hasSizeLessThanOrEqualTo(EVENTS);
            assertThat(sqs.calls("DeleteMessage", "DeleteMessageBatch"))
                    .as("SQS deletes")
                    .hasSizeLessThanOrEqualTo(EVENTS);
            assertThat(sqs.calls("ChangeMessageVisibility", "ChangeMessageVisibilityBatch"))
                    .isEmpty();
            int environments = host.environments("Delivery");
            // the figures: a minute's and an hour's item for each second and environment, and once the name of the
            // destination
            assertThat(figures(dynamo)).as("figures").hasSizeLessThanOrEqualTo((int)
                    (3L * environments * (seconds + 1)));
            // the board of paused destinations, every two seconds and environment
            assertThat(dynamo.calls("Query")).as("DynamoDB reads").hasSizeLessThanOrEqualTo((int)
                    (environments * (seconds / 2 + 2)));
            assertThat(dynamo.calls("GetItem", "BatchGetItem")).isEmpty();
        } finally {
            parts.stop();
        }
    }

    private Options options(Parts parts, CallCounter dynamo, CallCounter sqs) throws IOException {
        var config = Files.writeString(folder.resolve("usher.yaml"), CONFIG);
        return Options.of(Path.of("../template.yaml"))
                .withEnvironment(Map.of(
                        "USHER_CONFIG", config.toString(),
                        "AWS_ENDPOINT_URL_DYNAMODB", dynamo.url().toString(),
                        "AWS_ENDPOINT_URL_SQS", sqs.url().toString(),
                        "USHER_REDIS_URL", parts.redis().toString()));
    }

    /** Writes that are an event's own: without figures. */
    private static List<CallCounter.Call> writes(CallCounter dynamo) {
        return dynamo.calls(call -> isWrite(call) && !isFigure(call));
    }

    private static List<CallCounter.Call> figures(CallCounter dynamo) {
        return dynamo.calls(call -> isWrite(call) && isFigure(call));
    }

    private static boolean isWrite(CallCounter.Call call) {
        return call.action().endsWith("WriteItem")
                || call.action().endsWith("WriteItems")
                || call.action().endsWith("PutItem")
                || call.action().endsWith("UpdateItem");
    }

    private static boolean isFigure(CallCounter.Call call) {
        return call.partition().startsWith("FIGURES");
    }

    private static void awaitDeleted(CallCounter sqs, int messages) throws InterruptedException {
        Probe.await(
                "that " + messages + " messages are done",
                () -> sqs.calls("DeleteMessageBatch").stream()
                                .mapToInt(call -> call.request().path("Entries").size())
                                .sum()
                        >= messages);
    }

    private static void send(LocalHost host, int from, int count) throws Exception {
        try (var client = HttpClient.newHttpClient();
                var threads = Executors.newFixedThreadPool(8)) {
            var answers = new ArrayList<Future<Integer>>();
            for (int n = from; n < from + count; n++) {
                var body = Json.bytes(Json.object().put("id", "evt-" + n).put("note", "n".repeat(1_900)));
                var request = HttpRequest.newBuilder(host.url().resolve("/webhooks/shop"))
                        .header("content-type", "application/json")
                        .header("x-signature", signature(body))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
                answers.add(threads.submit(() -> client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode()));
            }
            for (var answer : answers) assertThat(answer.get()).isEqualTo(200);
        }
    }

    private static String signature(byte[] body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    /** Scripts that Redis has run since it was started. */
    private static long scripts(URI redis) throws IOException {
        try (var socket = new Socket(redis.getHost(), redis.getPort())) {
            socket.getOutputStream().write("INFO commandstats\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            var stats = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            var calls = Pattern.compile("cmdstat_(?:eval|evalsha|fcall):calls=(\\d+)")
                    .matcher(stats);
            long sum = 0;
            while (calls.find()) sum += Long.parseLong(calls.group(1));
            return sum;
        }
    }
}
