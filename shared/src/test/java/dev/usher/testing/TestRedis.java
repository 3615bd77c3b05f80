package dev.usher.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/** A real Redis for as long as a test needs it. */
public final class TestRedis implements AutoCloseable {
    private static final Path BINARY = binary();

    private final @Nullable Process process;
    private final URI url;

    private TestRedis(@Nullable Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** The one of {@link Endpoints}, else one of its own. Others may use it at the same time. */
    public static TestRedis any() throws IOException {
        var elsewhere = Endpoints.given().get(Endpoints.REDIS);
        return elsewhere == null ? start() : new TestRedis(null, URI.create(elsewhere));
    }

    /** One of its own, on a free port. */
    public static TestRedis start() throws IOException {
        return start(freePort());
    }

    /** @param settings as on Redis' own command line */
    public static TestRedis start(int port, String... settings) throws IOException {
        var redis = launch(port, settings);
        try {
            redis.await("+PONG");
            return redis;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Redis started", e);
        }
    }

    /** Starts it, and does not wait until it answers. */
    public static TestRedis launch(int port, String... settings) throws IOException {
        var command = new ArrayList<>(List.of(BINARY.toString(), "--bind", "127.0.0.1"));
        command.addAll(List.of("--port", String.valueOf(port), "--save", "", "--appendonly", "no"));
        command.addAll(
                List.of("--dir", System.getProperty("java.io.tmpdir"), "--dbfilename", "redis-" + port + ".rdb"));
        command.addAll(List.of(settings));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new TestRedis(process, URI.create("redis://127.0.0.1:" + port));
    }

    private static Path binary() {
        try {
            return RedisExecProvider.defaultProvider().get().toPath();
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Waits until an inline PING, after AUTH if it wants one, is answered so: {@code +PONG}, {@code -LOADING}. */
    public void await(String answer) throws IOException, InterruptedException {
        var end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            if (!own().isAlive()) throw new IOException("Redis ended with " + own().exitValue());
            try {
                var said = say("PING");
                if (said.startsWith(answer) || said.startsWith("-NOAUTH")) return;
            } catch (IOException notYet) {
                // It does not listen yet.
            }
            own().waitFor(Duration.ofMillis(10));
        }
        throw new IOException("Redis did not say " + answer);
    }

    /** The first line of what it answers to an inline command. */
    public String say(String command) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 1_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            var line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\r';
                    c = socket.getInputStream().read()) line.append((char) c);
            return line.toString();
        }
    }

    public boolean lives() {
        return own().isAlive();
    }

    public int port() {
        return url.getPort();
    }

    public String url() {
        return url.toString();
    }

    private Process own() {
        if (process == null) throw new IllegalStateException(url + " is not this test's own");
        return process;
    }

    /** Sends a server of its own a signal, such as {@code STOP}, {@code CONT} or {@code KILL}. */
    public void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(own().pid())).start();
        if (kill.waitFor() != 0) throw new IOException("could not signal " + url);
        if (name.equals("KILL")) own().waitFor();
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        if (process != null) process.destroyForcibly().onExit().join();
    }
}
