package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.usher.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAPI document that answers are held against. Stricter than a client has to be: a member that is not documented fails, unless
 * its schema allows more.
 */
final class Contract {
    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "patch", "delete", "options");

    private final ObjectNode document;
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Set<String> seen = new TreeSet<>();

    Contract(ObjectNode document) {
        this.document = document.deepCopy();
        closed(this.document);
    }

    /** Objects with members that are named have no others. */
    private static void closed(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && object.path("type").asText().equals("object")
                && !object.has("additionalProperties")) object.put("additionalProperties", false);
        node.forEach(Contract::closed);
    }

    /** What was answered, as far as it counts here. */
    record Answer(int status, String contentType, String body) {}

    /** Fails unless the answer is one that the document names for this request. */
    void check(String method, String path, Answer answer) {
        var line = line(method, path);
        var responses = responses(method, path);
        var status = Integer.toString(answer.status());
        var named = responses.has(status) ? status : "default";
        var response = resolved(responses.path(named));
        assertThat(response.isObject())
                .as(line + " may answer " + status + ", as it did: " + answer.body())
                .isTrue();
        seen.add(line + " " + named);
        if (!answer.body().isEmpty()) body(line + " " + status, response.path("content"), answer);
    }

    /** The operation that a request is for, as {@link #unseen} names it. */
    String line(String method, String path) {
        var template = template(path);
        assertThat(template).as("a documented path for " + path).isNotNull();
        return method + " " + template;
    }

    /** What the braces of the path's template match. */
    Map<String, String> values(String path) {
        var wanted = String.valueOf(template(path)).split("/", -1);
        var given = path.split("/", wanted.length);
        var values = new TreeMap<String, String>();
        for (int i = 0; i < wanted.length; i++)
            if (wanted[i].startsWith("{")) values.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
        return values;
    }

    /** The responses that are documented for a request, by status. */
    JsonNode responses(String method, String path) {
        var operation =
                document.path("paths").path(String.valueOf(template(path))).path(method.toLowerCase(Locale.ROOT));
        assertThat(operation.isObject())
                .as(method + " " + path + " is documented")
                .isTrue();
        return operation.path("responses");
    }

    private void body(String what, JsonNode content, Answer answer) {
        int end = answer.contentType().indexOf(';');
        var type = (end < 0 ? answer.contentType() : answer.contentType().substring(0, end)).strip();
        var media = content.has(type) ? content.get(type) : content.path("*/*");
        assertThat(media.isObject()).as(what + " may be " + type).isTrue();
        if (!type.endsWith("json") || media.path("schema").isEmpty()) return;
        var schema = Json.object();
        schema.setAll((ObjectNode) media.get("schema"));
        schema.set("components", document.get("components"));
        var mistakes = schemas.getSchema(schema.toString()).validate(answer.body(), InputFormat.JSON);
        assertThat(mistakes).as(what + ": " + answer.body()).isEmpty();
    }

    /** The path of the document that matches best: a literal part counts more than one in braces. */
    private @Nullable String template(String path) {
        String best = null;
        for (var candidate : document.path("paths").properties()) {
            var template = candidate.getKey();
            if (matches(template, path) && (best == null || literal(template) > literal(best))) best = template;
        }
        return best;
    }

    private static long literal(String template) {
        return List.of(template.split("/", -1)).stream()
                .filter(part -> !part.startsWith("{"))
                .count();
    }

    private static boolean matches(String template, String path) {
        var wanted = template.split("/", -1);
        var given = path.split("/", template.endsWith("/{path}") ? wanted.length : -1);
        if (wanted.length != given.length) return false;
        for (int i = 0; i < wanted.length; i++)
            if (!wanted[i].startsWith("{") && !wanted[i].equals(given[i])) return false;
        return true;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** Every line and status of the document that no answer had yet. */
    List<String> unseen() {
        var unseen = new ArrayList<String>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties())
            for (var operation : path.getValue().properties()) {
                if (!METHODS.contains(operation.getKey())) continue;
                var line = operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                for (var status : operation.getValue().path("responses").properties())
                    if (!seen.contains(line + " " + status.getKey())) unseen.add(line + " " + status.getKey());
            }
        return unseen;
    }
}
