package dev.usher.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where {@code usher.yaml} is: the file that {@code USHER_CONFIG} names, else the one packaged with the program. */
public final class ConfigFile {
    private static final String PACKAGED = "/usher.yaml";

    private ConfigFile() {}

    /** The configuration of this deployment, interpolated from the settings' environment. */
    public static UsherConfig load(Settings settings, Checks checks) {
        return ConfigReader.read(text(settings), settings.environment(), checks);
    }

    /** A file that the configuration names, from the folder that it is in, else as it was packaged; null when there is none. */
    public static byte @Nullable [] beside(Settings settings, String name) {
        var path = settings.find("USHER_CONFIG");
        try {
            if (path != null) {
                var file = Path.of(path).resolveSibling(name);
                if (Files.isRegularFile(file)) return Files.readAllBytes(file);
            }
            try (var packaged = ConfigFile.class.getResourceAsStream("/" + name)) {
                return packaged == null ? null : packaged.readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + name, e);
        }
    }

    /**
     * The text of the configuration.
     *
     * @throws UncheckedIOException when the file can't be read
     */
    public static String text(Settings settings) {
        var path = settings.find("USHER_CONFIG");
        try {
            if (path != null) return Files.readString(Path.of(path));
            try (var packaged = ConfigFile.class.getResourceAsStream(PACKAGED)) {
                if (packaged == null) throw new IOException("the program was packaged without usher.yaml");
                return new String(packaged.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + (path == null ? "the packaged usher.yaml" : path), e);
        }
    }
}
