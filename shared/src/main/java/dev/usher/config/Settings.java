package dev.usher.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The environment of a function, read by name; collects every missing variable so that they are reported at once. */
public final class Settings {
    private final Map<String, String> environment;
    private final List<String> missing = new ArrayList<>();

    public Settings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The variable, or null when it is unset or empty. */
    public @Nullable String find(String name) {
        var value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    public String get(String name, String otherwise) {
        var value = find(name);
        return value == null ? otherwise : value;
    }

    /** A variable that must be set. When it is not, an empty text is returned and {@link #check} will throw. */
    public String need(String name) {
        var value = find(name);
        if (value != null) return value;
        missing.add(name);
        return "";
    }

    /** All variables, for interpolation in {@code usher.yaml}. */
    public Map<String, String> environment() {
        return environment;
    }

    /** @throws IllegalStateException naming every variable that was needed and is unset; values are left out, they may be secrets */
    public void check() {
        if (!missing.isEmpty())
            throw new IllegalStateException("not set in the environment: " + String.join(", ", missing));
    }
}
