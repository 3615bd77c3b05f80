package dev.usher.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Priority;
import dev.usher.delivery.Sweep;
import dev.usher.dynamo.DynamoAgenda;
import dev.usher.dynamo.DynamoBoard;
import dev.usher.dynamo.DynamoDeliveries;
import dev.usher.dynamo.DynamoEvents;
import dev.usher.dynamo.Table;
import dev.usher.local.LocalHost;
import dev.usher.local.Options;
import dev.usher.local.TestHost;
import dev.usher.local.crash.FaultyProxy.Fault;
import dev.usher.sqs.SqsDeadLetters;
import dev.usher.sqs.SqsQueues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * An event goes to two destinations. The delivery to one is recorded, the other's can't be, until the message that asked for both
 * is in the dead-letter queue. Whatever makes good for it later must not come from there: nobody may ever look.
 */
class FanOutIT {
    private static final Duration RETENTION = Duration.ofDays(30);

    @TempDir
    Path folder;

    @Test
    void aDeliveryThatWasNeverRecordedIsMadeThoughItsSiblingWas() throws Exception {
        var parts = TestHost.onlyDynamo();
        try (var receivers = Receivers.start();
                var proxy = FaultyProxy.before(parts.dynamo());
                var host = LocalHost.start(options(receivers, proxy));
                var log = new Log(host.url());
                var provider = new Provider("load")) {
            provider.sendTo(host.url());
            proxy.failWhatNames("DELIVERY#moody", Fault.ERROR, "PutItem");
            var event = provider.sendOne().event();
            Await.until("the message given up", Duration.ofSeconds(60), () -> letters(host) == 1);
            proxy.heal();
            assertThat(states(log, event)).isEqualTo(Map.of("steady", "delivered"));

            // as the sweeper would, minutes later
            var received = Instant.now();
            for (int minute = 2; minute < 10; minute++) sweep(host).round(received.plus(Duration.ofMinutes(minute)));

            Await.until("the other delivery", Duration.ofSeconds(60), () -> isWhole(log, event));
            assertThat(receivers.arrivals().stream()
                            .filter(arrival -> arrival.destination().equals("steady")))
                    .hasSize(1);
        } finally {
            parts.stop();
        }
    }

    /** Gives a message up after its first failure, and lets the host's own sweeper rest. */
    private Options options(Receivers receivers, FaultyProxy proxy) throws IOException {
        var shipped = Files.readString(Path.of("../template.yaml"));
        var changed = shipped.replace("VisibilityTimeout: 360", "VisibilityTimeout: 2")
                .replaceAll("maxReceiveCount: \\d+", "maxReceiveCount: 1");
        var template = Files.writeString(folder.resolve("template.yaml"), changed);
        var environment = Map.of(
                "USHER_CONFIG", "src/test/resources/crash.yaml",
                "PLATFORM_URL", receivers.url().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", proxy.url().toString());
        return TestHost.options(template, environment).withEveryRate(Duration.ofDays(1));
    }

    private static Sweep sweep(LocalHost host) {
        var table = new Table(host.dynamo(), host.tableName("Log"));
        var queues = Map.of(
                Priority.HIGH, host.queueUrl("HighQueue"),
                Priority.NORMAL, host.queueUrl("NormalQueue"),
                Priority.LOW, host.queueUrl("LowQueue"));
        return new Sweep(new Sweep.Parts(
                new DynamoEvents(table, RETENTION),
                new DynamoDeliveries(table, RETENTION),
                new SqsQueues(host.sqs(), queues, host.queueUrl("AsideQueue")),
                new SqsDeadLetters(host.sqs(), host.queueUrl("DeadLetterQueue")),
                new DynamoBoard(table, InstantSource.system()),
                new DynamoAgenda(table)));
    }

    private static long letters(LocalHost host) {
        var name = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
        var found = host.sqs().getQueueAttributes(request -> request.queueUrl(host.queueUrl("DeadLetterQueue"))
                .attributeNames(name));
        return Long.parseLong(found.attributes().get(name));
    }

    private static boolean isWhole(Log log, String event) {
        try {
            var states = states(log, event);
            return "delivered".equals(states.get("steady"))
                    && !states.getOrDefault("moody", "").isEmpty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the event's deliveries, by destination; without the watch over it. */
    private static Map<String, String> states(Log log, String event) throws InterruptedException {
        var states = new java.util.TreeMap<String, String>();
        for (var delivery : log.event(event).path("deliveries"))
            states.put(
                    delivery.path("destination").asText(),
                    delivery.path("state").asText());
        states.remove("-");
        return states;
    }
}
