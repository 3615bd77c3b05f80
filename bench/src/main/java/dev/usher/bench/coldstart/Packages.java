package dev.usher.bench.coldstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;

/** What Lambda would get of each function: the jars that the template names. */
final class Packages {
    private final Path root;
    private final String template;

    /** @param root the project's folder, after {@code mvn package} */
    Packages(Path root) throws IOException {
        this.root = root;
        this.template = Files.readString(root.resolve("template.yaml"));
    }

    /**
     * The package of a function, by logical id.
     *
     * @throws IOException when there is none yet
     */
    Path of(String function) throws IOException {
        var code = Pattern.compile("(?m)^  " + function
                        + ":\\n    Type: AWS::Serverless::Function\\n(?: {4}.*\\n)*?      CodeUri: (\\S+)")
                .matcher(template);
        if (!code.find()) throw new IOException("template.yaml has no function " + function);
        var jar = root.resolve(code.group(1)).toAbsolutePath();
        if (!Files.isRegularFile(jar)) throw new IOException("mvn package has not made " + jar);
        return jar;
    }

    /** Unpacks one as Lambda does, into a new folder. */
    static Path unpack(Path jar, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var in = new ZipInputStream(Files.newInputStream(jar))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var file = folder.resolve(entry.getName()).normalize();
                if (!file.startsWith(folder)) throw new IOException(jar + " has an entry outside of itself");
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(in, file);
                }
            }
        }
        return folder;
    }
}
