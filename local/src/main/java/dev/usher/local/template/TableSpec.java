package dev.usher.local.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A DynamoDB table as declared.
 *
 * @param id the logical id
 * @param attributes type by name: S, N or B
 * @param ttlAttribute the attribute that holds an item's end in epoch seconds; null when items don't expire
 */
public record TableSpec(
        String id,
        String name,
        Map<String, String> attributes,
        Key key,
        List<Index> indexes,
        @Nullable String ttlAttribute) {
    /** A key: its partition attribute and, unless null, its sort attribute. */
    public record Key(String partition, @Nullable String sort) {}

    /**
     * A global secondary index.
     *
     * @param projection ALL, KEYS_ONLY or INCLUDE
     * @param included the attributes projected by INCLUDE
     */
    public record Index(String name, Key key, String projection, List<String> included) {}
}
