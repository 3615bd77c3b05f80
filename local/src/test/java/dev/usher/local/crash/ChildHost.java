package dev.usher.local.crash;

import dev.usher.local.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A local host in a process of its own, on the shipped template and the configuration of these tests. */
final class ChildHost implements AutoCloseable {
    /** Lines kept of what a host prints, for the message when something is wrong. */
    private static final int LAST_LINES = 200;

    /** Seconds when the machine has nothing else to do; a host that hangs takes longer than this on any. */
    private static final Duration START = Duration.ofMinutes(4);

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final CompletableFuture<URI> ready = new CompletableFuture<>();
    private final List<ProcessHandle> children = new ArrayList<>();
    private final long began = System.nanoTime();
    private volatile Duration startTook = Duration.ZERO;

    private ChildHost(Process process) {
        this.process = process;
    }

    /** Starts the process and returns at once. */
    static ChildHost launch(Path folder, URI receivers) throws IOException {
        return launch(folder, receivers, "crash.yaml");
    }

    /** @param config among the resources of these tests */
    static ChildHost launch(Path folder, URI receivers, String config) throws IOException {
        var temporary = Files.createDirectories(folder.resolve("tmp")); // a killed host can't tidy up
        var builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "@usher-local.args",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Dusher.template=../template.yaml",
                        "-Dusher.port=0",
                        "-Dusher.data=" + folder.resolve("data"),
                        "-Dusher.schedule.rate=1s",
                        "-Dusher.stopWithParent=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .redirectErrorStream(true);
        builder.environment()
                .put(
                        "USHER_CONFIG",
                        Path.of("src/test/resources", config).toAbsolutePath().toString());
        builder.environment().put("PLATFORM_URL", receivers.toString());
        builder.environment().putAll(Map.of("DDB_LOCAL_TELEMETRY", "0", "MALLOC_ARENA_MAX", "2"));
        var host = new ChildHost(builder.start());
        Thread.ofVirtual().name("host-output").start(host::read);
        return host;
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    if (lines.size() > LAST_LINES) lines.removeFirst();
                }
                if (line.startsWith("ready ")) {
                    startTook = Duration.ofNanos(System.nanoTime() - began);
                    ready.complete(URI.create(line.substring("ready ".length()).strip()));
                }
            }
        } catch (IOException killed) {
            // the pipe ended with the process
        }
        ready.completeExceptionally(new IOException("the host ended before it was ready"));
    }

    /** Waits until the host serves. */
    URI awaitReady() throws InterruptedException {
        try {
            var url = ready.get(START.toMillis(), TimeUnit.MILLISECONDS);
            noteChildren();
            return url;
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the host did not start:\n" + said(), e);
        }
    }

    /** From the launch to being ready. */
    Duration startTook() {
        return startTook;
    }

    /** Lets it run for a time. False when it ended by itself meanwhile. */
    boolean runs(Duration time) throws InterruptedException {
        return !process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void noteChildren() {
        children.addAll(process.descendants().toList());
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        noteChildren();
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; the exit code, once it has ended. */
    int terminate(Duration atMost) throws InterruptedException {
        noteChildren();
        process.destroy();
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
            throw new AssertionError("still runs:\n" + said());
        return process.exitValue();
    }

    /** Waits until nothing that the host started runs any more. */
    void awaitNoProcess() {
        for (var child : children)
            child.onExit().orTimeout(15, TimeUnit.SECONDS).join();
    }

    /** The last lines that it printed. */
    String said() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    @Override
    public void close() {
        noteChildren();
        process.destroyForcibly().onExit().join();
        awaitNoProcess();
    }
}
