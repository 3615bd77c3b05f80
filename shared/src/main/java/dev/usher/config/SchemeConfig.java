package dev.usher.config;

import java.util.Map;

/**
 * A signature scheme by name with its options, as docs/reference/schemes.md lists them.
 *
 * @param options by name, as text; empty for schemes that have none
 */
public record SchemeConfig(String name, Map<String, String> options) {
    public SchemeConfig {
        options = Map.copyOf(options);
    }
}
