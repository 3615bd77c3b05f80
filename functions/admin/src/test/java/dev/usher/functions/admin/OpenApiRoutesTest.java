package dev.usher.functions.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.admin.OpenApi;
import dev.usher.admin.Routes;
import dev.usher.http.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The OpenAPI document and the table of routes say the same of what is under {@code /admin}. */
class OpenApiRoutesTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final Set<String> PASSED_ON = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern ROUTE = Pattern.compile("Method: (\\w+), Path: \"?(/[^\"\\s]+)");

    private final ObjectNode document = OpenApi.document();
    private final Map<String, Routes.Line> table = table();

    private static Map<String, Routes.Line> table() {
        var environment = new HashMap<String, String>();
        for (var name : Set.of("HIGH", "NORMAL", "LOW", "ASIDE")) environment.put("USHER_QUEUE_" + name, "http://q");
        environment.put("USHER_REPLAY_QUEUE", "http://q");
        environment.put("USHER_TABLE", "t");
        environment.put("USHER_STACK", "s");
        environment.put("PLATFORM_URL", "https://platform.example.com");
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", "none");
        environment.put("AWS_SECRET_ACCESS_KEY", "none");
        environment.put("USHER_CONFIG", "../../usher.yaml");
        var lines = new TreeMap<String, Routes.Line>();
        for (var line : new AdminFunction(environment).routes().lines()) lines.put(line.line(), line);
        return lines;
    }

    /** By method and path. */
    private Map<String, JsonNode> operations() {
        var operations = new TreeMap<String, JsonNode>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (METHODS.contains(operation.getKey()) && path.getKey().startsWith("/admin/"))
                        operations.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue());
                }));
        return operations;
    }

    @Test
    void everyRouteIsDocumentedAndNoOther() {
        assertThat(operations().keySet()).isEqualTo(table.keySet());
    }

    /** Everything else that API Gateway passes on, as the template says. */
    @Test
    void everyOtherRouteOfTheTemplateIsDocumentedAndNoOther() throws Exception {
        var template = Files.readString(Path.of("../../template.yaml"));
        var real = new TreeSet<String>();
        var routes = ROUTE.matcher(template);
        while (routes.find()) {
            var path = routes.group(2).replace("+}", "}");
            if (path.contains("/admin/")) continue;
            if (routes.group(1).equals("ANY")) PASSED_ON.forEach(method -> real.add(method + " " + path));
            else real.add(routes.group(1) + " " + path);
        }
        var documented = new TreeSet<String>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!path.getKey().startsWith("/admin/") && !method.equals("parameters"))
                        documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                }));
        assertThat(documented).isEqualTo(real);
    }

    /** And leaves the document where other validators find it. */
    @Test
    void everyReferenceLeadsSomewhereAndNothingHasTwoNames() throws Exception {
        var names = new TreeSet<String>();
        for (var operation : document.findValuesAsText("operationId"))
            assertThat(names.add(operation)).as(operation).isTrue();
        for (var reference : document.findValuesAsText("$ref"))
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        assertThat(document.toString())
                .as("a text with a comma that is not quoted")
                .doesNotContain(":null");
        Files.write(Path.of("target/openapi.json"), Json.bytes(document));
    }

    @Test
    void everyRouteNamesItsRole() {
        var roles = new TreeMap<String, String>();
        operations()
                .forEach((line, operation) ->
                        roles.put(line, operation.path("x-role").asText()));
        var real = new TreeMap<String, String>();
        table.forEach((line, route) -> real.put(line, route.least().name().toLowerCase(Locale.ROOT)));
        assertThat(roles).isEqualTo(real);
    }

    @Test
    void everyQueryParameterIsDocumentedAndNoOther() {
        operations().forEach((line, operation) -> {
            var real = Objects.requireNonNull(table.get(line)).parameters();
            var documented = new TreeSet<String>();
            for (var parameter : operation.path("parameters")) {
                var resolved = parameter.has("$ref")
                        ? document.at(parameter.get("$ref").asText().substring(1))
                        : parameter;
                if (resolved.path("in").asText().equals("query"))
                    documented.add(resolved.get("name").asText());
            }
            assertThat(documented).as(line).isEqualTo(new TreeSet<>(real));
        });
    }
}
