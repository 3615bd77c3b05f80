package dev.usher.dynamo;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One DynamoDB item, read and written by attribute name. */
final class Item {
    private final Map<String, AttributeValue> attributes;

    private Item(Map<String, AttributeValue> attributes) {
        this.attributes = attributes;
    }

    static Item create() {
        return new Item(new HashMap<>());
    }

    static Item of(Map<String, AttributeValue> attributes) {
        return new Item(attributes);
    }

    static Map<String, AttributeValue> key(String pk, String sk) {
        return Map.of("pk", text(pk), "sk", text(sk));
    }

    static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    Map<String, AttributeValue> attributes() {
        return attributes;
    }

    /** Leaves the attribute out when the text is empty. */
    Item put(String name, String value) {
        if (!value.isEmpty()) attributes.put(name, text(value));
        return this;
    }

    Item put(String name, long value) {
        attributes.put(name, number(value));
        return this;
    }

    Item put(String name, byte[] value) {
        attributes.put(name, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(value)));
        return this;
    }

    Item put(String name, AttributeValue value) {
        attributes.put(name, value);
        return this;
    }

    /** Leaves the attribute out when the map is empty. */
    Item put(String name, Map<String, String> value) {
        if (value.isEmpty()) return this;
        var map = new HashMap<String, AttributeValue>();
        value.forEach((key, text) -> map.put(key, text(text)));
        attributes.put(name, AttributeValue.fromM(map));
        return this;
    }

    /** Leaves the attribute out when the list is empty. */
    Item put(String name, List<String> value) {
        if (!value.isEmpty())
            attributes.put(
                    name, AttributeValue.fromL(value.stream().map(Item::text).toList()));
        return this;
    }

    boolean has(String name) {
        return attributes.containsKey(name);
    }

    /** The text, or empty when there is none. */
    String text(String name, String otherwise) {
        var value = attributes.get(name);
        return value == null || value.s() == null ? otherwise : value.s();
    }

    String need(String name) {
        var value = attributes.get(name);
        if (value == null || value.s() == null) throw new IllegalStateException("an item has no " + name);
        return value.s();
    }

    long number(String name, long otherwise) {
        var value = attributes.get(name);
        return value == null || value.n() == null ? otherwise : Long.parseLong(value.n());
    }

    byte @Nullable [] bytes(String name) {
        var value = attributes.get(name);
        return value == null || value.b() == null ? null : value.b().asByteArrayUnsafe();
    }

    Map<String, String> texts(String name) {
        var value = attributes.get(name);
        if (value == null || !value.hasM()) return Map.of();
        var map = new LinkedHashMap<String, String>();
        value.m().forEach((key, text) -> map.put(key, text.s()));
        return Collections.unmodifiableMap(map);
    }

    List<AttributeValue> list(String name) {
        var value = attributes.get(name);
        return value == null || !value.hasL() ? List.of() : value.l();
    }
}
