package dev.usher.http;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * HTTP header fields by lower-case name. A field that came several times is one value joined with {@code ","}, which is
 * what API Gateway's HTTP API hands over. Immutable.
 */
public final class Headers {
    public static final Headers NONE = new Headers(Map.of());

    private final Map<String, String> byName;

    private Headers(Map<String, String> byName) {
        this.byName = byName;
    }

    /** Names in any case; two names that differ only in case are joined in the order of their spelling. */
    public static Headers of(Map<String, String> fields) {
        var byName = new TreeMap<String, String>();
        new TreeMap<>(fields)
                .forEach((name, value) -> byName.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + "," + b));
        return new Headers(Collections.unmodifiableMap(byName));
    }

    /** The value of a field, by its name in any case; null when the request did not carry it. */
    public @Nullable String get(String name) {
        var exact = byName.get(name);
        return exact != null ? exact : byName.get(name.toLowerCase(Locale.ROOT));
    }

    public String get(String name, String otherwise) {
        var value = get(name);
        return value == null ? otherwise : value;
    }

    public boolean has(String name) {
        return get(name) != null;
    }

    public Set<String> names() {
        return byName.keySet();
    }

    /** All fields by lower-case name. */
    public Map<String, String> asMap() {
        return byName;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && byName.equals(headers.byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    /** The names only: values hold signatures and tokens. */
    @Override
    public String toString() {
        return byName.keySet().toString();
    }
}
