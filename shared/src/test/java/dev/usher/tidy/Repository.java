package dev.usher.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The files of the repository, by their path in it; without what is built, and without what begins with a dot but {@code .ci}. */
final class Repository {
    private static final Set<String> BUILT = Set.of("target", "node_modules", "data");
    private static final Path ROOT = root();
    private static final Map<String, Path> FILES = files();

    private Repository() {}

    static Set<String> paths() {
        return FILES.keySet();
    }

    static List<String> paths(String ending) {
        return FILES.keySet().stream().filter(path -> path.endsWith(ending)).toList();
    }

    static boolean exists(String path) {
        return Files.exists(ROOT.resolve(path));
    }

    static String text(String path) {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** The Java text of every class, by its full name. */
    static Map<String, String> classes() {
        return paths(".java").stream()
                .filter(path -> path.contains("/java/"))
                .collect(Collectors.toMap(
                        path -> path.substring(path.indexOf("/java/") + 6, path.length() - 5)
                                .replace('/', '.'),
                        Repository::text,
                        (one, other) -> one + other, // a package-info beside each source folder
                        TreeMap::new));
    }

    /** Tests run in the module or in the repository. */
    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        return Files.exists(folder.resolve("template.yaml"))
                ? folder
                : folder.resolve("..").normalize();
    }

    private static Map<String, Path> files() {
        var files = new TreeMap<String, Path>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    var name = folder.getFileName().toString();
                    boolean hidden = name.startsWith(".") && !name.equals(".ci");
                    return !folder.equals(ROOT) && (hidden || BUILT.contains(name))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.put(ROOT.relativize(file).toString().replace('\\', '/'), file);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
