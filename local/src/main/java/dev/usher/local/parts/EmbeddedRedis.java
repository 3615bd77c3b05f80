package dev.usher.local.parts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * A Redis of its own for this host, as a child process that can't outlive it: a shell waits for the end of a pipe that this process
 * holds, and ends Redis then. That works for {@code kill -9} too.
 */
public final class EmbeddedRedis {
    /**
     * {@code $0 $@} is Redis and its arguments. Ctrl-C reaches the whole process group, so the shell must not die of it. A Redis
     * that somebody stopped (SIGSTOP) ends only once it goes on.
     */
    private static final String WATCHER =
            "trap '' INT HUP; \"$0\" \"$@\" </dev/null >/dev/null 2>&1 & child=$!; echo $child; "
                    + "cat >/dev/null; kill $child; kill -CONT $child; wait $child";

    private static final int START_SECONDS = 10;

    private final Process watcher;
    private final URI url;

    private EmbeddedRedis(Process watcher, URI url) {
        this.watcher = watcher;
        this.url = url;
    }

    /** @param folder where everything is appended to a file; null: in memory */
    public static EmbeddedRedis start(@Nullable Path folder) throws IOException, InterruptedException {
        if (folder != null) {
            Files.createDirectories(folder);
            awaitEndOf(folder.resolve("redis.pid"));
        }
        var binary = RedisExecProvider.defaultProvider().get().toPath();
        try {
            for (int attempt = 1; ; attempt++) {
                int port = freePort();
                var watcher = launch(binary, port, folder);
                if (answers(watcher, port)) return new EmbeddedRedis(watcher, URI.create("redis://127.0.0.1:" + port));
                end(watcher);
                if (attempt == 3) throw new IOException("Redis did not start");
            }
        } finally {
            Files.deleteIfExists(binary); // it runs on without its name; a killed host would leave the file behind
            Files.deleteIfExists(binary.resolveSibling("")); // the folder that was made for it
        }
    }

    public URI url() {
        return url;
    }

    private static Process launch(Path binary, int port, @Nullable Path folder) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", WATCHER, binary.toString()));
        command.addAll(
                List.of("--bind", "127.0.0.1", "--port", String.valueOf(port), "--save", "", "--daemonize", "no"));
        if (folder == null) command.addAll(List.of("--appendonly", "no"));
        else command.addAll(List.of("--appendonly", "yes", "--appendfsync", "everysec", "--dir", folder.toString()));
        var watcher = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var pid = watcher.inputReader().readLine();
        if (folder != null && pid != null) Files.writeString(folder.resolve("redis.pid"), pid);
        return watcher;
    }

    /** The Redis of a host that was killed may still be writing the same files for a moment. */
    private static void awaitEndOf(Path pidFile) throws IOException, InterruptedException {
        if (!Files.exists(pidFile)) return;
        var text = Files.readString(pidFile).strip();
        if (!text.matches("\\d{1,18}")) return;
        var old = ProcessHandle.of(Long.parseLong(text))
                .filter(process -> process.info().command().orElse("").contains("redis"))
                .orElse(null);
        if (old == null) return;
        try {
            old.onExit().get(5, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
            throw new IOException("a Redis with process id " + old.pid() + " still uses " + pidFile.getParent(), e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Asks with PING until Redis says PONG; false when it has ended (the port was taken meanwhile) or takes too long. */
    private static boolean answers(Process watcher, int port) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && watcher.children().findAny().isPresent()) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                socket.setSoTimeout(1_000);
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                if (new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG"))
                    return true;
            } catch (IOException notYet) {
                watcher.waitFor(10, TimeUnit.MILLISECONDS);
            }
        }
        return false;
    }

    private static void end(Process watcher) throws InterruptedException, IOException {
        watcher.getOutputStream().close();
        if (!watcher.waitFor(5, TimeUnit.SECONDS)) {
            watcher.descendants().forEach(ProcessHandle::destroyForcibly);
            watcher.destroyForcibly();
        }
    }

    public void stop() throws IOException, InterruptedException {
        end(watcher);
    }
}
