package dev.usher.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/** A real Redis for as long as a test needs it. */
public final class TestRedis implements AutoCloseable {
    private final @Nullable RedisServer server;
    private final String url;

    private TestRedis(@Nullable RedisServer server, String url) {
        this.server = server;
        this.url = url;
    }

    /** The one of {@link Endpoints}, else one of its own. Others may use it at the same time. */
    public static TestRedis any() throws IOException {
        var elsewhere = Endpoints.given().get(Endpoints.REDIS);
        return elsewhere == null ? start() : new TestRedis(null, elsewhere);
    }

    /** One of its own, on a free port. */
    public static TestRedis start() throws IOException {
        return start(freePort());
    }

    /** One of its own, empty, in the place of one that is gone. */
    public static TestRedis start(int port) throws IOException {
        var server = RedisServer.builder()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .setting("daemonize no")
                .build();
        server.start();
        return new TestRedis(server, "redis://127.0.0.1:" + port);
    }

    public String url() {
        return url;
    }

    public int port() {
        return java.net.URI.create(url).getPort();
    }

    /** Sends a server of its own a signal, such as {@code STOP}, {@code CONT} or {@code KILL}. */
    public void signal(String name) throws IOException, InterruptedException {
        if (server == null) throw new IllegalStateException(url + " is not this test's own");
        int port = server.ports().getFirst();
        var kill = new ProcessBuilder("pkill", "-" + name, "-f", "redis-server.*:" + port).start();
        if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0)
            throw new IOException("could not signal the server on port " + port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        if (server != null) server.stop();
    }
}
