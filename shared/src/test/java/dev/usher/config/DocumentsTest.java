package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.usher.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The reader, the schema for editors, the reference and the template say the same. */
class DocumentsTest {
    private static final JsonNode SCHEMA_TEXT = json(Shipped.text("docs/reference/usher.schema.json"));
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SCHEMA_TEXT);

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode yaml(String text) {
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        return Json.mapper().valueToTree(document);
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(object.properties().stream().map(Map.Entry::getKey).toList());
    }

    @Test
    void theSchemaAcceptsTheShippedFile() {
        assertThat(SCHEMA.validate(yaml(Shipped.text("usher.yaml")))).isEmpty();
    }

    @Test
    void theSchemaHasTheSectionsOfTheReaderAndTheirKeys() {
        var definitions = SCHEMA_TEXT.path("$defs");
        for (var section : Section.values()) {
            var definition = definitions.path(section.label());
            assertThat(names(definition.path("properties")))
                    .as(section.label())
                    .isEqualTo(new TreeSet<>(section.keys()));
            assertThat(definition.path("required").valueStream().map(JsonNode::asText))
                    .as(section.label())
                    .containsExactlyElementsOf(section.required());
            assertThat(definition.path("additionalProperties").isBoolean())
                    .as(section.label())
                    .isTrue();
        }
        var withKeys = definitions.properties().stream()
                .filter(definition -> definition.getValue().has("properties"))
                .map(Map.Entry::getKey);
        assertThat(withKeys)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Section.values()).map(Section::label).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{sources: {}}",
                "{sources: {a: {secrets: [env:A], types: ['*']}}}",
                "{sources: {A: {scheme: stripe, secrets: [env:A], types: ['*']}}}",
                "{sources: {a: {scheme: stripe, secrets: [whsec_literal], types: ['*']}}}",
                "{sources: {a: {scheme: stripe, secrets: [], types: ['*']}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: []}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['a*']}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*'], colour: red}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*'], content: xml}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*'], maxBody: 1MB}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*'], id: {pointer: id}}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*'], id: {header: x, fixed: y}}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*'], dedupe: 7 days}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*'], limit: {queue: 5}}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*'], limit: {minute: 0}}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*'], retry: {attempts: 21, first: 1s}}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*'], retry: {first: 1s, schedule: [1s]}}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*'], reply: {body: x}}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, routes: [{name: r, when: {sorce: [a]}, to: [d]}]}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, routes: [{name: r, when: {source: [a]}, to: []}]}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, destinations: {d: {url: 'ftp://x', secret: env:S}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, destinations: {d: {url: 'https://u:p@x', secret: env:S}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, destinations: {d: {url: 'https://x', secret: env:S, headers: {Webhook-Id: x}}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, operators: [{name: o, role: king, tokenSha256: env:T}]}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, sso: {claim: groups}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, sso: {roles: {}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, sso: {roles: {staff: king}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, sso: {roles: {'[staff': admin}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, sso: {roles: {my staff: admin}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, sso: {claim: my groups, roles: {staff: admin}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, breaker: {failures: 0}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, breaker: {open: 30}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, breaker: {attempts: 3}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, limits: {s: {minute: 1}}, services: {s: {url: 'https://x', fallback: [later]}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, limits: {s: {minute: 1}}, services: {s: {url: 'https://x', fallback: [{path: /x}]}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, limits: {s: {minute: 1}}, services: {s: {url: 'https://x', normalise: [{path: /x}]}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, limits: {s: {minute: 1}}, services: {s: {url: 'https://x', normalise: [{path: /x, version: '1', vendor: ../v, normal: n, map: x}]}}}",
                "{sources: {a: {scheme: stripe, secrets: [env:A], types: ['*']}}, retention: 30}"
            })
    void theSchemaAndTheReaderRejectTheSameMistakes(String text) {
        assertThat(SCHEMA.validate(yaml(text))).as("schema").isNotEmpty();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigReader.read(text, Shipped.ENVIRONMENT, Shipped.PERMISSIVE));
    }

    @Test
    void theReferenceNamesEveryKey() {
        var reference = Shipped.text("docs/reference/configuration.md");
        var keys = Stream.of(Section.values())
                .flatMap(section -> section.keys().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        var missing = keys.stream().filter(key -> !named(reference, key)).toList();
        assertThat(missing).isEmpty();
        PatternNames.DOCUMENT.forEach(field -> assertThat(reference).contains("\"" + field + "\""));
    }

    private static boolean named(String reference, String key) {
        return Pattern.compile("`[^`\n]*\\b" + key + "\\b[^`\n]*`")
                .matcher(reference)
                .find();
    }

    @Test
    void theReferenceNamesEveryVariable() {
        var reference = Shipped.text("docs/reference/configuration.md");
        var variables = Pattern.compile("^ {8,10}([A-Z][A-Z0-9_]+): ", Pattern.MULTILINE)
                .matcher(Shipped.text("template.yaml"))
                .results()
                .map(found -> found.group(1));
        var interpolated = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+)|env:([A-Z][A-Z0-9_]+)")
                .matcher(Shipped.text("usher.yaml").replaceAll("(?m)#.*$", ""))
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1));
        var all = Stream.concat(variables, interpolated).collect(Collectors.toCollection(TreeSet::new));
        assertThat(all).hasSizeGreaterThan(20).contains("USHER_TABLE", "USHER_EGRESS_ALLOW", "STRIPE_WEBHOOK_SECRET");
        assertThat(all).allSatisfy(variable -> assertThat(reference).contains("`" + variable + "`"));
    }
}
