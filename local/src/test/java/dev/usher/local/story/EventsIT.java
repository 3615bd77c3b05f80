package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.local.LocalHost;
import dev.usher.local.TestHost;
import dev.usher.local.function.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each file of {@code events/} goes to the function of its folder, and is answered as the file's name says. */
class EventsIT {
    private static final Path EVENTS = Path.of("../events");

    private static final Map<String, String> FUNCTIONS = Map.of(
            "webhook-intake", "WebhookIntake",
            "delivery", "Delivery",
            "sweeper", "Sweeper",
            "dlq-replay", "DlqReplay",
            "rate-limit-check", "RateLimitCheck",
            "gateway", "Gateway",
            "health-probe", "HealthProbe",
            "admin", "Admin");

    /** What is answered: the status and a word of the body, or the payload itself. */
    private static final Map<String, String> ANSWERS = new TreeMap<>(Map.ofEntries(
            Map.entry("webhook-intake/generic-accepted", "200 accepted"),
            Map.entry("webhook-intake/generic-bad-signature", "401 /problems/signature-invalid"),
            Map.entry("webhook-intake/generic-missing-signature", "400 /problems/signature-missing"),
            Map.entry("webhook-intake/generic-not-json", "400 /problems/body-unreadable"),
            Map.entry("webhook-intake/google-changed-accepted", "200 accepted"),
            Map.entry("webhook-intake/google-sync", "200 -"),
            Map.entry("webhook-intake/stripe-too-old", "401 /problems/signature-invalid"),
            Map.entry("webhook-intake/supplier-accepted", "200 accepted"),
            Map.entry("webhook-intake/supplier-ignored-type", "200 ignored"),
            Map.entry("webhook-intake/twilio-form-accepted", "200 -"),
            Map.entry("webhook-intake/unknown-source", "404 /problems/unknown-source"),
            Map.entry("delivery/attempt", "{\"batchItemFailures\":[]}"),
            Map.entry("delivery/dispatch", "{\"batchItemFailures\":[]}"),
            Map.entry("delivery/poison", "{\"batchItemFailures\":[]}"),
            Map.entry(
                    "sweeper/scheduled",
                    "{\"queued\":0,\"released\":0,\"strays\":0,\"dead\":0,\"replaySlices\":0,\"probesSilent\":false}"),
            Map.entry(
                    "sweeper/queues-lost",
                    "{\"queued\":0,\"released\":0,\"strays\":0,\"dead\":0,\"replaySlices\":0,\"probesSilent\":false}"),
            Map.entry("health-probe/scheduled", "{\"busy\":false,\"probes\":7,\"failed\":0}"),
            Map.entry("dlq-replay/slice", "{\"batchItemFailures\":[]}"),
            Map.entry("rate-limit-check/check", "200 -"),
            Map.entry("rate-limit-check/explain", "200 -"),
            Map.entry("rate-limit-check/unknown-policy", "404 /problems/unknown-policy"),
            Map.entry(
                    "rate-limit-check/direct",
                    "{\"type\":\"/problems/unknown-policy\",\"title\":\"Unknown policy\",\"status\":404,\"detail\":\"No limit policy has this name.\"}"),
            Map.entry("gateway/balance", "200 -"),
            Map.entry("gateway/unknown-service", "404 /problems/unknown-service"),
            Map.entry(
                    "gateway/direct",
                    "{\"status\":404,\"headers\":{\"content-type\":\"application/problem+json\"},\"body\":\"{\\\"type\\\":\\\"/problems/unknown-service\\\","
                            + "\\\"title\\\":\\\"Unknown service\\\",\\\"status\\\":404,\\\"detail\\\":\\\"No service has this name.\\\"}\"}"),
            Map.entry("admin/list-events", "200 -"),
            Map.entry("admin/list-breakers", "200 -"),
            Map.entry("admin/no-token", "401 /problems/unauthorized"),
            Map.entry("admin/sso-whoami", "200 -"),
            Map.entry("admin/replay-one", "404 /problems/not-found"),
            Map.entry("admin/viewer-may-not-replay", "403 /problems/forbidden")));

    @Test
    void everySampleIsAnsweredAsItsNameSays() throws Exception {
        assertThat(samples()).isEqualTo(new TreeSet<>(ANSWERS.keySet()));
        var answers = new TreeMap<String, String>();
        for (var sample : samples()) {
            // A host each: what one sample leaves in the log must not change the answer to the next.
            try (var host = LocalHost.start(TestHost.options(Path.of("../template.yaml")))) {
                answers.put(sample, told(invoke(host, sample)));
            }
        }

        assertThat(answers).isEqualTo(ANSWERS);
    }

    @Test
    void theSampleThatIsSentTwiceIsADuplicate() throws Exception {
        try (var host = LocalHost.start(TestHost.options(Path.of("../template.yaml")))) {
            assertThat(told(invoke(host, "webhook-intake/generic-accepted"))).isEqualTo("200 accepted");
            assertThat(told(invoke(host, "webhook-intake/generic-accepted"))).isEqualTo("200 duplicate");
        }
    }

    @Test
    void thePoisonousMessageDoesNotKeepItsNeighbourFromBeingDelivered() throws Exception {
        try (var host = LocalHost.start(TestHost.options(Path.of("../template.yaml")))) {
            invoke(host, "delivery/poison");

            assertThat(host.receiver("analytics").count()).isOne();
            assertThat(host.receiver("budget-service").count()).isOne();
            assertThat(host.receiver("supplier-notifications").count()).isOne();
        }
    }

    private static Set<String> samples() throws IOException {
        try (var files = Files.walk(EVENTS)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(file -> EVENTS.relativize(file).toString().replace(".json", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static JsonNode invoke(LocalHost host, String sample) throws InterruptedException {
        var function = Objects.requireNonNull(FUNCTIONS.get(sample.substring(0, sample.indexOf('/'))));
        return switch (host.invoke(function, Body.utf8(text(sample)))) {
            case Answer.Returned(var payload) -> json(payload.bytes());
            case Answer.Failed(var type, var message) ->
                throw new AssertionError(sample + ": " + type + ": " + message);
            case Answer.TimedOut timedOut -> throw new AssertionError(sample + " took too long");
            case Answer.Throttled throttled -> throw new AssertionError(sample + " was throttled");
        };
    }

    private static String text(String sample) {
        try {
            return Files.readString(EVENTS.resolve(sample + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String told(JsonNode answer) {
        if (!answer.has("statusCode")) return answer.toString();
        var body = Json.readOrNull(answer.path("body").asText().getBytes(StandardCharsets.UTF_8));
        var word = body == null
                ? "-"
                : body.path("type").asText(body.path("status").asText("-"));
        return answer.path("statusCode").asInt() + " " + word;
    }

    private static JsonNode json(byte[] bytes) {
        return Objects.requireNonNull(Json.readOrNull(bytes));
    }
}
