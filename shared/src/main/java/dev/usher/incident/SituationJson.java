package dev.usher.incident;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Impact;
import dev.usher.http.Json;
import dev.usher.incident.Incident.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Situations and incidents as text for a store. Times are epoch milliseconds. */
public final class SituationJson {
    private SituationJson() {}

    public static String write(Situation situation) {
        var root = Json.object().put("number", situation.number());
        var incidents = root.putArray("incidents");
        situation.incidents().forEach(incident -> incidents.add(node(incident)));
        return text(root);
    }

    public static String write(Incident incident) {
        return text(node(incident));
    }

    /** @throws IllegalStateException when this is none */
    public static Situation situation(String text) {
        var root = node(text);
        return new Situation(
                root.path("number").asLong(),
                root.path("incidents")
                        .valueStream()
                        .map(SituationJson::incident)
                        .toList());
    }

    /** @throws IllegalStateException when this is none */
    public static Incident incident(String text) {
        return incident(node(text));
    }

    private static String text(ObjectNode node) {
        return new String(Json.bytes(node), StandardCharsets.UTF_8);
    }

    private static JsonNode node(String text) {
        var node = Json.readOrNull(text.getBytes(StandardCharsets.UTF_8));
        if (node == null) throw new IllegalStateException("what is kept of incidents is no JSON");
        return node;
    }

    private static ObjectNode node(Incident incident) {
        var node = Json.object()
                .put("id", incident.id())
                .put("stage", incident.stage().label())
                .put("first", incident.first().label())
                .put("impact", incident.impact().label())
                .put("began", incident.began().toEpochMilli())
                .put("joinable", incident.joinable().toEpochMilli())
                .put("said", incident.said())
                .put("alerts", incident.alerts())
                .put("lastAlert", incident.lastAlert().toEpochMilli())
                .put("raised", incident.raised().toEpochMilli())
                .put("reopened", incident.reopened())
                .put("acknowledged", incident.acknowledged());
        var well = incident.well();
        if (well != null) node.put("well", well.toEpochMilli());
        var ended = incident.ended();
        if (ended != null) node.put("ended", ended.toEpochMilli());
        var subjects = node.putArray("subjects");
        incident.subjects().forEach(subjects::add);
        var wrong = node.putArray("wrong");
        for (var one : incident.wrong())
            wrong.addObject()
                    .put("subject", one.subject())
                    .put("kind", one.kind())
                    .put("detail", one.detail())
                    .put("since", one.since().toEpochMilli())
                    .put("told", one.told().toEpochMilli())
                    .put("heard", one.heard().toEpochMilli())
                    .put("dismissed", one.dismissed());
        return node;
    }

    private static Incident incident(JsonNode node) {
        return new Incident(
                node.path("id").asText(),
                Stage.of(node.path("stage").asText()),
                Impact.of(node.path("first").asText()),
                Impact.of(node.path("impact").asText()),
                time(node.path("began")),
                time(node.path("joinable")),
                wrong(node.path("wrong")),
                node.path("subjects").valueStream().map(JsonNode::asText).toList(),
                node.path("said").asInt(),
                node.path("alerts").asInt(),
                time(node.path("lastAlert")),
                time(node.path("raised")),
                timeOrNull(node.path("well")),
                timeOrNull(node.path("ended")),
                node.path("reopened").asInt(),
                node.path("acknowledged").asText());
    }

    private static List<Wrong> wrong(JsonNode list) {
        return list.valueStream()
                .map(one -> new Wrong(
                        one.path("subject").asText(),
                        one.path("kind").asText(),
                        one.path("detail").asText(),
                        time(one.path("since")),
                        time(one.path("told")),
                        time(one.path("heard")),
                        one.path("dismissed").asBoolean()))
                .toList();
    }

    private static Instant time(JsonNode node) {
        return Instant.ofEpochMilli(node.asLong());
    }

    private static @Nullable Instant timeOrNull(JsonNode node) {
        return node.isMissingNode() ? null : time(node);
    }
}
