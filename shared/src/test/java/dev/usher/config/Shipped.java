package dev.usher.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Files of the repository that the tests hold against each other. */
final class Shipped {
    /** What the shipped file needs, and nothing more. */
    static final Map<String, String> ENVIRONMENT = Map.of("PLATFORM_URL", "https://platform.example.com/hooks");

    /** Finds nothing wrong. */
    static final Checks PERMISSIVE = new Checks() {
        @Override
        public void scheme(SchemeConfig scheme) {}

        @Override
        public void handshake(String name) {}

        @Override
        public void pattern(String json) {}

        @Override
        public void file(String name) {}

        @Override
        public void transform(String jsonata) {}
    };

    private Shipped() {}

    static String text(String path) {
        try {
            return Files.readString(root().resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static UsherConfig config() {
        return ConfigReader.read(text("usher.yaml"), ENVIRONMENT, PERMISSIVE);
    }

    /** Tests run in the module or in the repository. */
    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        return Files.exists(folder.resolve("template.yaml"))
                ? folder
                : folder.resolve("..").normalize();
    }
}
