package dev.usher.config;

/** Reads {@code usher.yaml}. */
public final class ConfigReader {
    private ConfigReader() {}
}
