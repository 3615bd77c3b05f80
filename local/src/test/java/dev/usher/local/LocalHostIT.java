package dev.usher.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A whole host on the test template: tables, queues, HTTP, mappings, schedules. */
class LocalHostIT {
    static final Path TEMPLATE = Path.of("src/test/resources/host.yaml");

    private final Probe probe = new Probe();
    private final HttpClient client = HttpClient.newHttpClient();
    private LocalHost host = startLater();

    @SuppressWarnings("NullAway") // set before each test
    private static LocalHost startLater() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        host = LocalHost.start(TestHost.options(TEMPLATE).withParameters(Map.of("Probe", probe.name)));
    }

    @AfterEach
    void stop() {
        host.close();
        client.close();
    }

    @Test
    void givesAFunctionTheEventOfAnHttpApi() throws Exception {
        probe.reply = (event, context) ->
                "{\"statusCode\":201,\"headers\":{\"x-own\":\"1\"},\"cookies\":[\"a=b\",\"c=d\"],\"body\":\"aGk=\",\"isBase64Encoded\":true}";

        var response = client.send(
                HttpRequest.newBuilder(URI.create(host.url() + "/things/a%2Fb?x=1&x=%20two&flag"))
                        .header("Content-Type", "application/json")
                        .header("X-Twice", "1")
                        .header("X-Twice", "2")
                        .header("Cookie", "s=1; t=2")
                        .POST(BodyPublishers.ofString("{\"n\":1}"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("hi");
        assertThat(response.headers().allValues("set-cookie")).containsExactly("a=b", "c=d");
        assertThat(response.headers().firstValue("x-own")).hasValue("1");
        var event = probe.eventsOf("Http").getFirst();
        assertThat(event.path("version").asText()).isEqualTo("2.0");
        assertThat(event.path("routeKey").asText()).isEqualTo("POST /things/{name}");
        assertThat(event.path("rawPath").asText()).isEqualTo("/things/a%2Fb");
        assertThat(event.path("rawQueryString").asText()).isEqualTo("x=1&x=%20two&flag");
        assertThat(event.path("queryStringParameters").toString()).isEqualTo("{\"x\":\"1, two\",\"flag\":\"\"}");
        assertThat(event.path("pathParameters").path("name").asText()).isEqualTo("a/b");
        assertThat(event.path("headers").path("x-twice").asText()).isEqualTo("1,2");
        assertThat(event.path("headers").has("cookie")).isFalse();
        assertThat(event.path("cookies").toString()).isEqualTo("[\"s=1\",\"t=2\"]");
        assertThat(event.path("headers").path("x-forwarded-for").asText()).isEqualTo("127.0.0.1");
        assertThat(event.path("headers").path("x-amzn-trace-id").asText()).matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24}");
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
        assertThat(event.path("body").asText()).isEqualTo("{\"n\":1}");
        assertThat(event.path("requestContext").path("http").path("method").asText())
                .isEqualTo("POST");
        assertThat(event.path("requestContext").path("stage").asText()).isEqualTo("$default");
        assertThat(event.path("requestContext").path("time").asText())
                .matches("\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000");
    }

    @Test
    void answersForFunctionsThatFailOrAreTooSlowOrDoNotExist() throws Exception {
        probe.reply = (event, context) -> {
            if (event.path("rawPath").asText().endsWith("slow")) Thread.sleep(10_000);
            throw new IllegalStateException("on purpose");
        };

        assertThat(post("/any/fails", "x").body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
        var slow = post("/any/slow", "x");
        assertThat(slow.statusCode()).isEqualTo(503);
        assertThat(slow.body()).isEqualTo("{\"message\":\"Service Unavailable\"}");
        var nowhere = post("/nowhere", "x");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(nowhere.body()).isEqualTo("{\"message\":\"Not Found\"}");
    }

    @Test
    void deletesWhatAFunctionDidAndMovesWhatFailsTooOftenToTheDeadLetterQueue() throws Exception {
        probe.reply = (event, context) -> {
            var failures = Json.object();
            var list = failures.putArray("batchItemFailures");
            for (var message : event.path("Records")) {
                if (message.path("body").asText().startsWith("bad")) {
                    list.addObject()
                            .put("itemIdentifier", message.path("messageId").asText());
                }
            }
            return failures.toString();
        };

        for (var body : List.of("good 1", "bad 1", "good 2")) send("Work", body);

        Probe.await("one dead letter", () -> depth("Dead") == 1);
        Probe.await("an empty queue", () -> depth("Work") == 0);
        assertThat(bodies("Worker").stream().filter("bad 1"::equals)).hasSize(2);
        assertThat(bodies("Worker").stream().filter(body -> body.startsWith("good")))
                .hasSize(2);
        var message = probe.eventsOf("Worker").getFirst().path("Records").get(0);
        assertThat(message.path("eventSource").asText()).isEqualTo("aws:sqs");
        assertThat(message.path("eventSourceARN").asText()).matches("arn:aws:sqs:us-east-1:\\d{12}:it-.+-Work");
        assertThat(message.path("attributes").path("ApproximateReceiveCount").asText())
                .isEqualTo("1");
        assertThat(message.path("attributes").path("SentTimestamp").asText()).matches("\\d{13}");
        assertThat(message.path("md5OfBody").asText()).hasSize(32);
    }

    @Test
    void aThrownExceptionFailsTheWholeBatch() throws Exception {
        probe.reply = (event, context) -> {
            throw new IllegalStateException("on purpose");
        };

        send("Work", "a");
        send("Work", "b");

        Probe.await("two dead letters", () -> depth("Dead") == 2);
    }

    @Test
    void neverRunsMoreBatchesThanMaximumConcurrency() throws Exception {
        probe.reply = (event, context) -> {
            Thread.sleep(50);
            return "";
        };

        for (int i = 0; i < 20; i++) send("Limited", "m" + i);

        Probe.await("20 messages", () -> bodies("Narrow").size() == 20);
        assertThat(probe.mostRunning.get()).isEqualTo(2);
        Probe.await("an empty queue", () -> depth("Limited") == 0);
    }

    @Test
    void givesMessagesTheirDelayAndAttributes() throws Exception {
        long sent = System.nanoTime();
        host.sqs().sendMessage(message -> message.queueUrl(host.queueUrl("Work"))
                .messageBody("later")
                .delaySeconds(1)
                .messageAttributes(Map.of(
                        "kind",
                        software.amazon.awssdk.services.sqs.model.MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("test")
                                .build())));

        Probe.await("the message", () -> !bodies("Worker").isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThanOrEqualTo(Duration.ofMillis(900));
        var attribute = probe.eventsOf("Worker")
                .getFirst()
                .path("Records")
                .get(0)
                .path("messageAttributes")
                .path("kind");
        assertThat(attribute.path("stringValue").asText()).isEqualTo("test");
        assertThat(attribute.path("dataType").asText()).isEqualTo("String");
    }

    @Test
    void makesTablesWithTheirIndexesAndGivesFunctionsTheirAddresses() {
        host.dynamo().putItem(put -> put.tableName(host.tableName("Things"))
                .item(Map.of("pk", text("1"), "sk", text("a"), "day", text("mon"), "note", text("n"))));

        var found = host.dynamo().query(query -> query.tableName(host.tableName("Things"))
                .indexName("by-day")
                .keyConditionExpression("#d = :d")
                .expressionAttributeNames(Map.of("#d", "day"))
                .expressionAttributeValues(Map.of(":d", text("mon"))));

        assertThat(found.items()).hasSize(1);
        var environment = probe.environments.getFirst();
        assertThat(environment)
                .containsEntry("TABLE", host.tableName("Things"))
                .containsEntry("QUEUE", host.queueUrl("Work"))
                .containsEntry("REDIS_URL", host.redisUrl().toString())
                .containsEntry("AWS_ENDPOINT_URL_DYNAMODB", host.dynamoUrl().toString());
        assertThat(host.sqs()
                        .getQueueAttributes(
                                get -> get.queueUrl(host.queueUrl("Work")).attributeNames(QueueAttributeName.ALL))
                        .attributes())
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "1");
    }

    @Test
    void receiversRecordAndFailAsTold() throws Exception {
        put("/receiver/shop/behaviour", "{\"status\":429,\"times\":1,\"retryAfter\":\"120\",\"body\":\"slow down\"}");

        var first = post("/receiver/shop", "one");
        var second = post("/receiver/shop/deeper?q=1", "two");

        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("retry-after")).hasValue("120");
        assertThat(first.body()).isEqualTo("slow down");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(host.receiver("shop").count()).isEqualTo(2);
        var listed = Json.mapper().readTree(get("/receiver/shop").body());
        assertThat(listed.path("requests").get(0).path("body").asText()).isEqualTo("one");
        assertThat(listed.path("requests").get(1).path("path").asText()).isEqualTo("/receiver/shop/deeper");
        assertThat(get("/receiver").body()).isEqualTo("{\"shop\":2}");
        put("/receiver/shop/behaviour", "{\"reset\":true,\"times\":1}");
        assertThat(IntStream.range(0, 1).mapToObj(i -> throwsOn("/receiver/shop")))
                .containsExactly(true);
    }

    private boolean throwsOn(String path) {
        try {
            post(path, "x");
            return false;
        } catch (IOException e) {
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> bodies(String function) {
        return probe.eventsOf(function).stream()
                .flatMap(event -> event.path("Records").valueStream())
                .map((JsonNode message) -> message.path("body").asText())
                .toList();
    }

    private void send(String queue, String body) {
        host.sqs().sendMessage(message -> message.queueUrl(host.queueUrl(queue)).messageBody(body));
    }

    /** Messages of a queue, in flight or not. */
    private int depth(String queue) {
        var attributes = host.sqs()
                .getQueueAttributes(get -> get.queueUrl(host.queueUrl(queue)).attributeNames(QueueAttributeName.ALL))
                .attributes();
        return count(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                + count(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                + count(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);
    }

    private static int count(Map<QueueAttributeName, String> attributes, QueueAttributeName name) {
        return Integer.parseInt(attributes.getOrDefault(name, "0"));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(host.url() + path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(host.url() + path))
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(host.url() + path)).build(), BodyHandlers.ofString());
    }
}
