package dev.usher.signature;

import dev.usher.config.SchemeConfig;

/** Every scheme by name. */
public final class Schemes {
    private Schemes() {}

    public static Scheme of(SchemeConfig config) {
        throw new IllegalArgumentException("no such scheme: " + config.name());
    }
}
