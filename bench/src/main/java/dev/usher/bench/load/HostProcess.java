package dev.usher.bench.load;

import dev.usher.local.Main;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A local host in a process of its own, started as {@code local/usher-local.args} says, with its data in memory. It ends with
 * this process however that ends, and {@link #close} kills it.
 */
final class HostProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);
    private static final Pattern READY = Pattern.compile("(?m)^ready +(http://\\S+)$");

    private final Process process;
    private final Path folder;
    private final URI url;

    private HostProcess(Process process, Path folder, URI url) {
        this.process = process;
        this.folder = folder;
        this.url = url;
    }

    /**
     * Starts a host whose destinations are below {@code platform}, and waits until it serves.
     *
     * @param extra further options for its JVM
     */
    static HostProcess start(URI platform, List<String> extra) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("usher-bench");
        var config = folder.resolve("load.yaml");
        try (var in = HostProcess.class.getResourceAsStream("/dev/usher/bench/load.yaml")) {
            if (in == null) throw new IOException("load.yaml is not on the class path");
            Files.copy(in, config);
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@local/usher-local.args");
        command.addAll(extra);
        command.addAll(List.of(
                "-Dusher.port=0",
                "-Dusher.stopWithParent=true",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("host.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "DDB_LOCAL_TELEMETRY",
                        "0",
                        "MALLOC_ARENA_MAX", // as usher-local.sh has it
                        "2",
                        "USHER_CONFIG",
                        config.toString(),
                        "PLATFORM_URL",
                        platform.toString(),
                        "GENERIC_WEBHOOK_SECRET",
                        Requests.SECRET));
        var process = builder.start();
        try {
            return new HostProcess(process, folder, awaitReady(process, folder.resolve("host.log")));
        } catch (IOException | InterruptedException e) {
            kill(process);
            throw e;
        }
    }

    private static URI awaitReady(Process process, Path log) throws IOException, InterruptedException {
        var end = Instant.now().plus(START);
        while (Instant.now().isBefore(end) && process.isAlive()) {
            var ready = READY.matcher(Files.readString(log));
            if (ready.find()) return URI.create(ready.group(1));
            Thread.sleep(50);
        }
        throw new IOException("the local host did not start; it said:\n" + Files.readString(log));
    }

    int port() {
        return url.getPort();
    }

    long pid() {
        return process.pid();
    }

    /** What it used so far, its Redis included. */
    Usage usage() throws IOException {
        return Usage.of(Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList());
    }

    /** The end of what it has printed, for a message about a failure. */
    String lastWords() throws IOException {
        var lines = Files.readAllLines(folder.resolve("host.log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private static void kill(Process process) {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }

    @Override
    public void close() throws IOException {
        kill(process);
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }
}
