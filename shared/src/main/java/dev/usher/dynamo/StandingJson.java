package dev.usher.dynamo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.breaker.Phase;
import dev.usher.breaker.Verdict.Side;
import dev.usher.health.Condition;
import dev.usher.health.Judgement;
import dev.usher.health.Page;
import dev.usher.health.Sample;
import dev.usher.health.Standing;
import dev.usher.health.Streak;
import dev.usher.health.Traffic;
import dev.usher.health.Trial;
import dev.usher.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A standing as it is stored, without its subject and version. Times are epoch milliseconds. */
final class StandingJson {
    private StandingJson() {}

    static String write(Standing standing) {
        var judgement = standing.judgement();
        var root = Json.object()
                .put("condition", judgement.condition().label())
                .put("because", judgement.because())
                .put("side", judgement.side().label())
                .put("since", standing.since().toEpochMilli())
                .put("judged", standing.judgedAt().toEpochMilli())
                .put("maintained", standing.maintained())
                .put("told", standing.told())
                .put("page", standing.page().indicator());
        var traffic = standing.traffic();
        var heard = root.putObject("traffic")
                .put("condition", traffic.condition().label())
                .put("calls", traffic.calls())
                .put("failed", traffic.failed());
        var breaker = traffic.breaker();
        if (breaker != null) heard.put("breaker", breaker.label());
        var trials = root.putObject("trials");
        standing.inOrder().forEach((probe, trial) -> write(trial, trials.putObject(probe)));
        return root.toString();
    }

    private static void write(Trial trial, ObjectNode node) {
        var streak = trial.streak();
        node.put("condition", streak.condition().label())
                .put("bad", streak.bad())
                .put("notGood", streak.notGood())
                .put("good", streak.good())
                .put("notBad", streak.notBad())
                .put("tried", trial.triedAt().toEpochMilli())
                .put("skipped", trial.skipped())
                .put("rest", trial.restUntil().toEpochMilli());
        var last = trial.last();
        if (last != null)
            node.putObject("last")
                    .put("at", last.at().toEpochMilli())
                    .put("grade", last.grade().label())
                    .put("why", last.why())
                    .put("status", last.status())
                    .put("tookNs", last.took().toNanos());
    }

    static Standing read(String subject, String text, long version) {
        var root = Json.readOrNull(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        if (root == null) throw new IllegalStateException("a standing can't be read");
        var trials = new HashMap<String, Trial>();
        root.path("trials").properties().forEach(one -> trials.put(one.getKey(), trial(one.getValue())));
        var heard = root.path("traffic");
        return new Standing(
                subject,
                new Judgement(
                        condition(root),
                        root.path("because").asText(),
                        Side.valueOf(root.path("side").asText("unclear").toUpperCase(Locale.ROOT))),
                time(root, "since"),
                time(root, "judged"),
                root.path("maintained").asBoolean(),
                root.path("told").asText(),
                trials,
                new Traffic(
                        condition(heard),
                        heard.path("calls").asLong(),
                        heard.path("failed").asLong(),
                        heard.has("breaker") ? Phase.of(heard.path("breaker").asText()) : null),
                new Page(root.path("page").asText()),
                version);
    }

    private static Trial trial(JsonNode node) {
        return new Trial(
                new Streak(
                        condition(node),
                        node.path("bad").asInt(),
                        node.path("notGood").asInt(),
                        node.path("good").asInt(),
                        node.path("notBad").asInt()),
                sample(node.path("last")),
                time(node, "tried"),
                node.path("skipped").asText(),
                time(node, "rest"));
    }

    private static @Nullable Sample sample(JsonNode node) {
        if (!node.isObject()) return null;
        return new Sample(
                time(node, "at"),
                Sample.Grade.valueOf(node.path("grade").asText("none").toUpperCase(Locale.ROOT)),
                node.path("why").asText(),
                node.path("status").asInt(),
                Duration.ofNanos(node.path("tookNs").asLong()));
    }

    private static Condition condition(JsonNode node) {
        return Condition.of(node.path("condition").asText("unknown"));
    }

    private static Instant time(JsonNode node, String name) {
        return Instant.ofEpochMilli(node.path(name).asLong());
    }
}
