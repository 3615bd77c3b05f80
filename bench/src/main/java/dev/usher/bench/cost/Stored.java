package dev.usher.bench.cost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.local.template.TableSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Bytes that DynamoDB bills an item for while it is kept ("DynamoDB item sizes and formats" in its guide, as of 2026). */
final class Stored {
    /** What every item, and every entry of an index, has on top. */
    private static final int OVERHEAD = 100;

    private static final int NESTING = 3;

    private Stored() {}

    /** @param item as PutItem takes it */
    static long inTable(JsonNode item) {
        long bytes = OVERHEAD;
        for (var attribute : item.properties()) bytes += length(attribute.getKey()) + size(attribute.getValue());
        return bytes;
    }

    /** In all indexes together; an item without an index's key is not in it. */
    static long inIndexes(JsonNode item, TableSpec table) {
        long bytes = 0;
        for (var index : table.indexes()) {
            if (!item.has(index.key().partition())) continue;
            bytes += OVERHEAD;
            for (var name : attributes(index, table)) if (item.has(name)) bytes += length(name) + size(item.path(name));
        }
        return bytes;
    }

    private static List<String> attributes(TableSpec.Index index, TableSpec table) {
        var names = new ArrayList<>(index.included());
        for (var key : List.of(table.key(), index.key())) {
            names.add(key.partition());
            if (key.sort() != null) names.add(key.sort());
        }
        return names;
    }

    private static long size(JsonNode value) {
        var type = value.properties().iterator().next();
        var content = type.getValue();
        return switch (type.getKey()) {
            case "S" -> length(content.asText());
            case "N" -> content.asText().length() / 2 + 1L;
            case "B" -> Base64.getDecoder().decode(content.asText()).length;
            case "L" ->
                NESTING + content.valueStream().mapToLong(one -> 1 + size(one)).sum();
            case "M" ->
                NESTING
                        + content.properties().stream()
                                .mapToLong(one -> 1 + length(one.getKey()) + size(one.getValue()))
                                .sum();
            default -> 1; // BOOL, NULL
        };
    }

    private static long length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
