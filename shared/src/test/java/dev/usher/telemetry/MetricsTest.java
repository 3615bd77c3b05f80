package dev.usher.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    private final Metrics metrics = new Metrics(out, "usher-dev", "WebhookIntake", () -> now);
    private final JsonLog log = new JsonLog(out, "WebhookIntake", JsonLog.Level.OFF, () -> now, metrics);

    @Test
    void whatALineOfTheLogSaysIsCountedThoughTheLineIsNotWritten() {
        log.info("webhook", webhook("accepted"));
        log.info("webhook", webhook("accepted"));
        log.ends();

        assertThat(lines()).singleElement().isEqualTo(json("""
                {"_aws": {"Timestamp": 1767225600000, "CloudWatchMetrics": [
                  {"Namespace": "Usher", "Dimensions": [["Stack"], ["Stack", "Receipt"]], "Metrics": [{"Name": "Webhooks", "Unit": "Count"}]},
                  {"Namespace": "Usher", "Dimensions": [["Stack"]], "Metrics": [{"Name": "AckTime", "Unit": "Milliseconds"}]}]},
                 "Stack": "usher-dev", "function": "WebhookIntake", "Receipt": "accepted", "Webhooks": 2, "AckTime": [7, 7]}
                """));
    }

    @Test
    void theFirstInvocationWritesAndFurtherOnesOnceASecond() {
        log.info("webhook", webhook("accepted"));
        log.ends();
        log.info("webhook", webhook("accepted"));
        log.ends();
        assertThat(lines()).hasSize(1);

        now = now.plus(Metrics.EVERY);
        log.ends();
        assertThat(lines()).hasSize(2);
        now = now.plus(Metrics.EVERY);
        log.ends();
        assertThat(lines()).as("nothing was measured").hasSize(2);
    }

    @Test
    void attemptsAreCountedByTheClassOfTheirStatus() {
        log.info(
                "delivery",
                Json.object().put("state", "waiting").put("outcome", "http_503").put("tookMs", 4));
        log.info(
                "delivery",
                Json.object().put("state", "waiting").put("outcome", "http_500").put("tookMs", 5));
        log.info("delivery", Json.object().put("state", "dead").put("reason", "event-expired"));
        log.ends();

        assertThat(sums())
                .containsEntry("Attempts http_5xx", 2.0)
                .containsEntry("Deliveries dead", 1.0)
                .containsEntry("DeadLetters event-expired", 1.0);
    }

    @Test
    void everyErrorIsAFault() {
        log.error("anything", new IllegalStateException("with a secret"));
        log.ends();

        assertThat(sums()).containsEntry("Faults ", 1.0);
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("secret");
    }

    /** Whatever is measured in whatever order: nothing is lost, nothing counts twice, and CloudWatch takes every line. */
    @Test
    void everyHistoryIsWrittenWholeWithinTheLimitsOfCloudWatch() {
        for (int seed = 0; seed < 50; seed++) {
            written.reset();
            var random = new Random(seed);
            var expected = new HashMap<String, Double>();
            int times = 0;
            for (int i = 0; i < 600; i++) {
                var all = Metric.values();
                var metric = all[random.nextInt(all.length)];
                if (metric.unit() == Metric.Unit.MILLISECONDS) {
                    metrics.time(metric, random.nextInt(1000));
                    times++;
                } else {
                    var label = metric.dimension().isEmpty() ? "" : "word" + random.nextInt(2 * Metrics.MOST_LABELS);
                    metrics.count(metric, label, 1);
                    expected.merge(metric.label(), 1.0, Double::sum);
                }
                if (random.nextInt(20) == 0) metrics.writeIfDue();
                now = now.plus(Duration.ofMillis(random.nextInt(200)));
            }
            now = now.plus(Metrics.EVERY);
            metrics.writeIfDue();

            var found = new HashMap<String, Double>();
            sums().forEach((name, sum) -> found.merge(name.substring(0, name.indexOf(' ')), sum, Double::sum));
            assertThat(found).isEqualTo(expected);
            assertThat(lines().stream().mapToInt(MetricsTest::timesIn).sum()).isEqualTo(times);
            assertThat(lines()).allSatisfy(MetricsTest::isTaken);
        }
    }

    private static void isTaken(JsonNode line) {
        var named = new HashSet<String>();
        for (var directive : line.path("_aws").path("CloudWatchMetrics")) {
            assertThat(directive.path("Metrics").size()).isBetween(1, 100);
            for (var set : directive.path("Dimensions"))
                for (var dimension : set)
                    assertThat(line.path(dimension.asText()).isTextual()).isTrue();
            for (var metric : directive.path("Metrics")) {
                var name = metric.path("Name").asText();
                assertThat(named.add(name)).as(name + " twice").isTrue();
                var value = line.path(name);
                assertThat(value.isNumber() || value.isArray()).isTrue();
                assertThat(value.size()).isLessThanOrEqualTo(100);
            }
        }
    }

    private static int timesIn(JsonNode line) {
        return line.properties().stream()
                .mapToInt(member ->
                        member.getValue().isArray() ? member.getValue().size() : 0)
                .sum();
    }

    /** Of counts, by name and word. */
    private Map<String, Double> sums() {
        var sums = new HashMap<String, Double>();
        for (var line : lines())
            for (var directive : line.path("_aws").path("CloudWatchMetrics")) {
                var sets = directive.path("Dimensions");
                var dimension = sets.size() < 2 ? "" : sets.path(1).path(1).asText();
                for (var metric : directive.path("Metrics"))
                    if (metric.path("Unit").asText().equals("Count"))
                        sums.merge(
                                metric.path("Name").asText() + " "
                                        + line.path(dimension).asText(""),
                                line.path(metric.path("Name").asText()).asDouble(),
                                Double::sum);
            }
        return sums;
    }

    private List<JsonNode> lines() {
        var lines = new ArrayList<JsonNode>();
        written.toString(StandardCharsets.UTF_8).lines().forEach(line -> lines.add(json(line)));
        return lines;
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text.getBytes(StandardCharsets.UTF_8)), text);
    }

    private static ObjectNode webhook(String receipt) {
        return Json.object().put("receipt", receipt).put("tookMs", 7);
    }
}
