package dev.usher.bench.cost;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Reads along what Redis is asked, and counts the scripts; what these do themselves is not counted. */
public final class RedisMonitor implements AutoCloseable {
    /** As {@code MONITOR} shows a script that somebody runs: when, from where, then the command, its SHA-1, keys and the first key. */
    private static final Pattern SCRIPT = Pattern.compile(
            "\\+\\S+ \\[\\d+ (?!lua)[^]]*] \"(?i:eval|evalsha)\" \".*?(?<!\\\\)\" \"\\d+\" \"(.*?)\".*");

    /** What is kept beside a policy's scopes has a key that no scope has: see {@code RedisWatch.key}. */
    private static final String BESIDE = "}!";

    /** But whom a check denies is written down by the check itself, and the first of its keys. */
    private static final String OF_A_CHECK = "}!denied:";

    /** What all breakers are known by has one key: see {@code RedisBreakers}. */
    private static final String BOARD = "cb:{!}board";

    private final Socket socket;
    private final Thread reader;
    private final AtomicInteger decisions = new AtomicInteger();
    private final AtomicInteger notes = new AtomicInteger();
    private final AtomicInteger boards = new AtomicInteger();

    private RedisMonitor(Socket socket, BufferedReader lines) {
        this.socket = socket;
        this.reader = Thread.ofPlatform().daemon().name("redis-monitor").start(() -> read(lines));
    }

    /** Counts from now on. */
    public static RedisMonitor of(URI redis) throws IOException {
        var socket = new Socket(redis.getHost(), redis.getPort());
        socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
        var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        if (!"+OK".equals(lines.readLine())) throw new IOException("Redis can't be monitored");
        return new RedisMonitor(socket, lines);
    }

    private void read(BufferedReader lines) {
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var script = SCRIPT.matcher(line);
                if (!script.matches()) continue;
                counter(script.group(1)).incrementAndGet();
            }
        } catch (IOException closed) {
            // There is nothing more to read.
        }
    }

    private AtomicInteger counter(String key) {
        if (key.endsWith(BOARD)) return boards;
        return key.contains(BESIDE) && !key.contains(OF_A_CHECK) ? notes : decisions;
    }

    /** Scripts about what somebody asks for. */
    public int decisions() {
        return decisions.get();
    }

    /** Scripts that write down what was asked for, now and then. */
    public int notes() {
        return notes.get();
    }

    /** Scripts that read the board of breakers, or put something on it. */
    public int boards() {
        return boards.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
