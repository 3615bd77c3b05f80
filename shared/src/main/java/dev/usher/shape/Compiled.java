package dev.usher.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.usher.config.Normaliser;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.routing.Transforms;
import dev.usher.shape.Shaped.Change;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A normaliser made ready. Thread-safe. */
final class Compiled {
    private final Normaliser normaliser;
    private final Schema vendor;
    private final Schema normal;
    private final Transforms.Reshape map;

    /** @throws IllegalArgumentException when a file is missing or no JSON, or the expression is none */
    Compiled(Normaliser normaliser, Function<String, byte @Nullable []> files) {
        this.normaliser = normaliser;
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        this.vendor = registry.getSchema(document(normaliser.vendor(), files));
        this.normal = registry.getSchema(document(normaliser.normal(), files));
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
        var broken = firstBroken(vendor, document);
        if (broken != null) return new Shaped.Changed(broken, normaliser);
        return switch (map.apply(document, now)) {
            case Transforms.Result.Broken(var reason) -> new Shaped.Changed(new Change("", reason), normaliser);
            case Transforms.Result.Made(var made) -> {
                var ours = Json.readOrNull(made.bytes());
                var wrong = ours == null ? new Change("", "JSON") : firstBroken(normal, ours);
                yield wrong == null
                        ? new Shaped.Normal(made, normaliser)
                        : new Shaped.Changed(new Change(wrong.pointer(), "made " + wrong.expected()), normaliser);
            }
        };
    }

    /** The message of an error may quote the answer; the keyword, and what the schema says under it, can't. */
    private static @Nullable Change firstBroken(Schema schema, JsonNode document) {
        Error first = null;
        for (var error : schema.validate(document))
            if (first == null || at(error).compareTo(at(first)) < 0) first = error;
        if (first == null) return null;
        var demanded = first.getSchemaNode();
        var text = demanded == null || demanded.isObject() ? "" : " " + shortened(demanded.toString());
        var property = first.getProperty();
        var pointer = first.getInstanceLocation().toString();
        boolean missing = "required".equals(first.getKeyword()) && property != null;
        return missing
                ? new Change(pointer + "/" + property, "required")
                : new Change(pointer, first.getKeyword() + text);
    }

    private static String at(Error error) {
        return error.getInstanceLocation() + " " + error.getKeyword();
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
