package dev.usher.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.usher.config.Normaliser;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.routing.Transforms;
import dev.usher.shape.Shaped.Change;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A normaliser made ready. Thread-safe. */
final class Compiled {
    private final Normaliser normaliser;
    private final Rules vendor;
    private final Rules normal;
    private final Transforms.Reshape map;

    /** @throws IllegalArgumentException when a file is missing or no JSON, or the expression is none */
    Compiled(Normaliser normaliser, Function<String, byte @Nullable []> files) {
        this.normaliser = normaliser;
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        this.vendor = Rules.of(registry, document(normaliser.vendor(), files));
        this.normal = Rules.of(registry, document(normaliser.normal(), files));
        this.map = Transforms.compile(normaliser.map());
    }

    static JsonNode document(String file, Function<String, byte @Nullable []> files) {
        var bytes = files.apply(file);
        if (bytes == null) throw new IllegalArgumentException("there is no file " + file);
        var document = Json.readOrNull(bytes);
        if (document == null) throw new IllegalArgumentException(file + " is no JSON");
        return document;
    }

    Shaped apply(Body body, Instant now) {
        var document = Json.readOrNull(body.bytes());
        if (document == null) return new Shaped.Changed(new Change("", "JSON"), normaliser);
        var broken = vendor.broken(document);
        if (broken != null) return new Shaped.Changed(broken, normaliser);
        return switch (map.apply(document, now)) {
            case Transforms.Result.Broken(var reason) -> new Shaped.Changed(new Change("", reason), normaliser);
            case Transforms.Result.Made(var made) -> {
                var ours = Json.readOrNull(made.bytes());
                var wrong = ours == null ? new Change("", "JSON") : normal.broken(ours);
                yield wrong == null
                        ? new Shaped.Normal(made, normaliser)
                        : new Shaped.Changed(new Change(wrong.pointer(), "made " + wrong.expected()), normaliser);
            }
        };
    }

    /**
     * A schema.
     *
     * @param names the properties that it names
     */
    private record Rules(Schema schema, Set<String> names) {
        private static final int MOST_CHARS = 100;

        static Rules of(SchemaRegistry registry, JsonNode document) {
            var names = new HashSet<String>();
            collect(document, names);
            return new Rules(registry.getSchema(document), Set.copyOf(names));
        }

        private static void collect(JsonNode schema, Set<String> names) {
            for (var property : schema.path("properties").properties()) names.add(property.getKey());
            for (var part : schema) collect(part, names);
        }

        /**
         * What does not hold, or null when all does. The first that is found is enough: whoever answers with a million mistakes is not to have us
         * list them. The message of an error may quote the answer; the keyword, and what the schema says under it, can't.
         */
        @Nullable
        Change broken(JsonNode document) {
            var errors = schema.validate(document, context -> context.executionConfig(config -> config.failFast(true)));
            if (errors.isEmpty()) return null;
            var first = errors.getFirst();
            var demanded = first.getSchemaNode();
            var text = demanded == null || demanded.isObject() ? "" : " " + shortened(demanded.toString());
            var property = first.getProperty();
            var pointer = pointer(first.getInstanceLocation());
            boolean missing = "required".equals(first.getKeyword()) && property != null;
            return missing
                    ? new Change(pointer + "/" + property, "required")
                    : new Change(pointer, first.getKeyword() + text);
        }

        /** A place in a list, and a name that only the answer has, are its own: without end, and perhaps somebody's. */
        private String pointer(NodePath location) {
            var pointer = new StringBuilder();
            for (int i = 0; i < location.getNameCount(); i++) {
                boolean known = location.getElement(i) instanceof String name && names.contains(name);
                pointer.append('/').append(known ? location.getElement(i) : "*");
            }
            return pointer.toString();
        }

        private static String shortened(String text) {
            return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "...";
        }
    }
}
