package dev.usher.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.RedisExecProvider;

/** A real Redis on a free port for as long as a test needs it. */
public final class TestRedis implements AutoCloseable {
    private static final Path BINARY = binary();

    private final Process process;
    private final int port;

    private TestRedis(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static TestRedis start() throws IOException, InterruptedException {
        return start(freePort());
    }

    /** @param settings as on Redis' own command line */
    public static TestRedis start(int port, String... settings) throws IOException, InterruptedException {
        var redis = launch(port, settings);
        redis.await("+PONG");
        return redis;
    }

    /** Starts it, and does not wait until it answers. */
    public static TestRedis launch(int port, String... settings) throws IOException {
        var command = new ArrayList<>(List.of(BINARY.toString(), "--bind", "127.0.0.1"));
        command.addAll(List.of("--port", String.valueOf(port), "--save", "", "--appendonly", "no"));
        command.addAll(List.of("--dir", System.getProperty("java.io.tmpdir"), "--dbfilename", "redis-" + port + ".rdb"));
        command.addAll(List.of(settings));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new TestRedis(process, port);
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
            if (!process.isAlive()) throw new IOException("Redis ended with " + process.exitValue());
            try {
                var said = say("PING");
                if (said.startsWith(answer) || said.startsWith("-NOAUTH")) return;
            } catch (IOException notYet) {
                // It does not listen yet.
            }
            process.waitFor(Duration.ofMillis(10));
        }
        throw new IOException("Redis did not say " + answer);
    }

    /** The first line of what it answers to an inline command. */
    public String say(String command) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            var line = new StringBuilder();
            for (int c = socket.getInputStream().read(); c >= 0 && c != '\r'; c = socket.getInputStream().read())
                line.append((char) c);
            return line.toString();
        }
    }

    public boolean lives() {
        return process.isAlive();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Sends the server a signal, such as {@code STOP}, {@code CONT} or {@code KILL}. */
    public void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        if (kill.waitFor() != 0) throw new IOException("could not signal the server on port " + port);
        if (name.equals("KILL")) process.waitFor();
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
