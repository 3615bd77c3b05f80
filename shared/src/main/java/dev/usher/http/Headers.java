package dev.usher.http;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HTTP header fields by lower-case name. A field that came several times is one value joined with {@code ","}, which is
 * what API Gateway's HTTP API hands over. Immutable.
 */
public final class Headers {
    public static final Headers NONE = new Headers(Map.of());

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

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

    /**
     * Whether this is a field as HTTP has it (RFC 9110 sections 5.1 and 5.5), and can't be taken for two, or for the end of the head. API Gateway
     * sees to that in requests, but who invokes a function, or answers us, could send anything.
     *
     * @param name in lower case
     */
    public static boolean isField(String name, String value) {
        return NAME.matcher(name).matches() && VALUE.matcher(value).matches();
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

    /** Without those that {@code Connection} names: they are between the sender and us (RFC 9110 section 7.6.1). */
    public Headers withoutHops() {
        var hops = byName.get("connection");
        if (hops == null) return this;
        var rest = new TreeMap<>(byName);
        for (var hop : hops.split(",", -1)) rest.remove(hop.strip().toLowerCase(Locale.ROOT));
        return new Headers(Collections.unmodifiableMap(rest));
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
