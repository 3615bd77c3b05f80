package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.local.LocalHost;
import dev.usher.local.Options;
import dev.usher.local.TestHost;
import dev.usher.local.parts.Parts;
import dev.usher.local.template.EventSpec;
import dev.usher.local.template.QueueSpec;
import dev.usher.local.template.TableSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Writes down what a running host made of the template, and what its functions called: {@code target/wiring.json}, which {@code
 * .ci/emulate.py} compares with what an emulator of AWS makes of the same file.
 */
class WiringIT {
    private static final Path FILE = Path.of("target/wiring.json");

    private static final String PAYMENT =
            "{\"id\":\"%s\",\"type\":\"payment_intent.%s\",\"data\":{\"object\":{\"id\":\"pi\",\"amount_received\":1,\"currency\":\"gbp\"}}}";

    private static final List<String> PAGES = List.of(
            "events",
            "events/{event}",
            "deliveries?destination=analytics&state=delivered",
            "deliveries/{event}.analytics.0",
            "dead-letters",
            "destinations",
            "replays",
            "audit",
            "rejections",
            "webhooks/health",
            "webhooks/failures",
            "circuit-breakers/history");

    @Test
    void whatTheHostMadeOfTheTemplateIsWrittenDown() throws Exception {
        var parts = Parts.start(new Parts.Elsewhere(null, null, null), null);
        try (var dynamo = CallRecorder.before(parts.dynamo());
                var sqs = CallRecorder.before(parts.queues())) {
            var environment = Map.of(
                    "AWS_ENDPOINT_URL_DYNAMODB", dynamo.url().toString(),
                    "AWS_ENDPOINT_URL_SQS", sqs.url().toString(),
                    "USHER_REDIS_URL", parts.redis().toString(),
                    "REDIS_URL_US_EAST_1", parts.redis().toString(),
                    "REDIS_URL_US_WEST_1", parts.redis().toString(),
                    "REDIS_URL_EU_WEST_1", parts.redis().toString());
            var options =
                    TestHost.options(Path.of("../template.yaml"), environment).withStack(new Options.Stack("", false));
            try (var host = LocalHost.start(options.withParameters(Map.of("RegionName", "us-east-1")));
                    var stage = Stage.of(host)) {
                use(stage);
                var wiring = wiring(host);
                var calls = wiring.putObject("calls");
                byFunction(dynamo.calls(), sqs.calls()).forEach((function, kinds) -> {
                    var list = calls.putArray(function);
                    kinds.forEach(list::add);
                });
                Files.writeString(FILE, wiring.toPrettyString());
                assertThat(calls.properties()).hasSizeGreaterThanOrEqualTo(5);
            }
        } finally {
            parts.stop();
        }
    }

    /** The ways of an event: delivered, refused, dead, looked at, held, replayed; and what the platform's services ask for. */
    private static void use(Stage stage) throws Exception {
        stage.behave("notifications", "{\"status\":503}");
        var failed = stage.accepted(Providers.stripe(PAYMENT.formatted("evt_w1", "payment_failed")));
        var paid = stage.accepted(Providers.stripe(PAYMENT.formatted("evt_w2", "succeeded")));
        stage.accepted(Providers.supplier("{\"id\":\"b1\",\"type\":\"booking.confirmed\",\"data\":{}}"));
        stage.send(Providers.stripe(PAYMENT.formatted("evt_w3", "succeeded"), Instant.now(), "whsec_another"));
        stage.untilState(paid, "analytics", "delivered");
        for (var page : PAGES) stage.look("/admin/" + page.replace("{event}", paid));
        stage.act("POST /admin/destinations/analytics/pause", "{\"reason\":\"a test\"}", 200);
        stage.act("POST /admin/destinations/analytics/resume", "{}", 200);
        stage.host().invoke("Sweeper", Body.utf8("{}"));
        stage.ask("limits", "POST /limits/stripe/check", "{}");
        stage.ask("gateway", "GET /gateway/stripe_payments/v1/balance", "");
        stage.host().invoke("HealthProbe", Body.utf8("{}"));
        stage.untilState(failed, "notifications", "dead");
        stage.act("POST /admin/webhooks/replay/" + failed, "{}", 202);
        stage.act("POST /admin/replays", "{\"destination\":\"notifications\"}", 202);
        var job = stage.act("POST /admin/replays", "{\"destination\":\"analytics\",\"state\":\"delivered\"}", 202);
        Eventually.until("the replay job has ended", () -> !stage.look(
                        "/admin/replays/" + job.path("id").asText())
                .path("state")
                .asText()
                .equals("running"));
        stage.host().invoke("Sweeper", Body.utf8("{\"usher\":\"queues-lost\"}"));
    }

    private static ObjectNode wiring(LocalHost host) {
        var wiring = Json.object();
        var queues = wiring.putObject("queues");
        for (var queue : host.deployment().queues()) queue(host, queue, queues.putObject(queue.id()));
        var tables = wiring.putObject("tables");
        for (var table : host.deployment().tables()) table(host, table, tables.putObject(table.id()));
        events(host, wiring);
        return wiring;
    }

    private static void queue(LocalHost host, QueueSpec spec, ObjectNode queue) {
        var has = host.sqs()
                .getQueueAttributes(
                        request -> request.queueUrl(host.queueUrl(spec.id())).attributeNames(QueueAttributeName.ALL))
                .attributes();
        queue.put("visibility", Integer.parseInt(has.get(QueueAttributeName.VISIBILITY_TIMEOUT)))
                // The embedded queues keep messages for ever, so this one is what the host read.
                .put("retention", Integer.parseInt(spec.attributes().getOrDefault("MessageRetentionPeriod", "0")))
                .put("delay", Integer.parseInt(has.get(QueueAttributeName.DELAY_SECONDS)));
        var redrive = Json.readOrNull(has.getOrDefault(QueueAttributeName.REDRIVE_POLICY, "{}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var arn = redrive == null ? "" : redrive.path("deadLetterTargetArn").asText();
        queue.put(
                "redrive",
                redrive == null || arn.isEmpty()
                        ? ""
                        : arn.substring(arn.lastIndexOf(':') + 1) + " after "
                                + redrive.path("maxReceiveCount").asInt());
    }

    private static void table(LocalHost host, TableSpec spec, ObjectNode json) {
        var table = host.dynamo()
                .describeTable(request -> request.tableName(spec.name()))
                .table();
        keys(json.putArray("key"), table.keySchema());
        var attributes = json.putObject("attributes");
        table.attributeDefinitions().forEach(one -> attributes.put(one.attributeName(), one.attributeTypeAsString()));
        var indexes = json.putObject("indexes");
        for (var index : table.globalSecondaryIndexes()) {
            var own = indexes.putObject(index.indexName());
            keys(own.putArray("key"), index.keySchema());
            own.put("projection", index.projection().projectionTypeAsString());
            var included = own.putArray("included");
            index.projection().nonKeyAttributes().stream().sorted().forEach(included::add);
        }
        var ttl = host.dynamo()
                .describeTimeToLive(request -> request.tableName(spec.name()))
                .timeToLiveDescription();
        json.put("ttl", ttl.attributeName() == null ? "" : ttl.attributeName());
    }

    private static void keys(ArrayNode list, List<KeySchemaElement> schema) {
        schema.stream()
                .sorted(Comparator.comparing(key -> key.keyType() == KeyType.HASH ? 0 : 1))
                .forEach(key -> list.add(key.attributeName()));
    }

    private static void events(LocalHost host, ObjectNode wiring) {
        var mappings = wiring.putArray("mappings");
        var schedules = wiring.putArray("schedules");
        var routes = wiring.putArray("routes");
        for (var function : host.deployment().functions())
            for (var event : function.events())
                switch (event) {
                    case EventSpec.HttpRoute route ->
                        routes.addObject().put("function", function.id()).put("route", route.key());
                    case EventSpec.Schedule schedule ->
                        schedules.addObject().put("function", function.id()).put("expression", schedule.expression());
                    case EventSpec.QueueMapping mapping ->
                        mappings.addObject()
                                .put("function", function.id())
                                .put("queue", host.deployment().queue(mapping).id())
                                .put("batch", mapping.batchSize())
                                .put("window", mapping.window().toSeconds())
                                .put("reports", mapping.reportsItemFailures())
                                .put("atOnce", mapping.maximumConcurrency())
                                .put("enabled", mapping.enabled());
                }
    }

    @SafeVarargs
    private static Map<String, Set<String>> byFunction(Set<CallRecorder.Kind>... recorded) {
        var kinds = new HashMap<String, Set<String>>();
        for (var calls : recorded)
            for (var call : calls)
                kinds.computeIfAbsent(call.function(), function -> new TreeSet<>())
                        .add(call.action() + " " + call.resource());
        return kinds;
    }
}
