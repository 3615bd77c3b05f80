package dev.usher.config;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The entries of one section, by key. Keys that are missing although required were reported when it was opened. */
record Fields(Map<String, Place> byKey) {
    @Nullable
    Place find(String key) {
        return byKey.get(key);
    }

    boolean has(String key) {
        return byKey.containsKey(key);
    }

    /** The value of a key as {@code read} sees it; {@code otherwise} when the key is not there. */
    <T extends @Nullable Object> T get(String key, T otherwise, Function<Place, ? extends T> read) {
        var place = byKey.get(key);
        return place == null ? otherwise : read.apply(place);
    }
}
