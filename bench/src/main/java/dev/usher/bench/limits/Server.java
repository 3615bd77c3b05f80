package dev.usher.bench.limits;

import dev.usher.local.parts.EmbeddedRedis;
import io.lettuce.core.FlushMode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A Redis in a process of its own that keeps nothing on disk, pinned to one core where the system can do that. */
final class Server implements AutoCloseable {
    private static final Duration BETWEEN_READINGS = Duration.ofMillis(100);
    private static final int SETTLED = 5;
    private static final int MOST_READINGS = 100;
    private static final long NOISE_BYTES = 4_096;

    private final EmbeddedRedis process;
    private final RedisClient client;
    private final RedisCommands<String, String> redis;
    private final long pid;
    private final String place;

    private Server(EmbeddedRedis process, RedisClient client) throws IOException, InterruptedException {
        this.process = process;
        this.client = client;
        this.redis = client.connect().sync();
        this.pid = Long.parseLong(field("server", "process_id"));
        this.place = pin(pid, Runtime.getRuntime().availableProcessors() - 1);
    }

    static Server start() throws IOException, InterruptedException {
        var process = EmbeddedRedis.start(null);
        return new Server(process, RedisClient.create(process.url().toString()));
    }

    /** Where it runs, as a phrase for the heading. */
    private static String pin(long pid, int core) throws IOException, InterruptedException {
        var unpinned = "not pinned to a core";
        if (core == 0) return unpinned; // it would share its only core with whoever asks
        try {
            return run("taskset", "-a", "-c", "-p", Integer.toString(core), Long.toString(pid)) == 0
                    ? "pinned to core " + core
                    : unpinned;
        } catch (IOException absent) {
            return unpinned;
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(5, TimeUnit.SECONDS)) throw new IOException(command[0] + " does not end");
        return process.exitValue();
    }

    URI url() {
        return process.url();
    }

    /** Version, allocator and place. */
    String describe() {
        return "Redis %s (%s), %s, nothing saved"
                .formatted(field("server", "redis_version"), field("memory", "mem_allocator"), place);
    }

    void flush() {
        redis.flushall(FlushMode.SYNC);
    }

    /** In bytes, once tables have grown and buffers have shrunk: when it stays the same for a while. */
    long usedMemory() throws InterruptedException {
        long used = Long.parseLong(field("memory", "used_memory"));
        for (int same = 0, readings = 0; same < SETTLED && readings < MOST_READINGS; readings++) {
            Thread.sleep(BETWEEN_READINGS);
            long before = used;
            used = Long.parseLong(field("memory", "used_memory"));
            same = Math.abs(used - before) < NOISE_BYTES ? same + 1 : 0;
        }
        return used;
    }

    private String field(String section, String name) {
        var info = redis.info(section);
        var line = Pattern.compile("(?m)^" + name + ":(\\S+)").matcher(info);
        if (!line.find()) throw new IllegalStateException("INFO " + section + " has no " + name);
        return line.group(1);
    }

    /** Until {@link #thaw} it takes connections, by the kernel's hand, and answers nothing. */
    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** From now on connections to it are refused. */
    void kill() throws IOException, InterruptedException {
        signal("-KILL");
    }

    private void signal(String name) throws IOException, InterruptedException {
        if (run("kill", name, Long.toString(pid)) != 0) throw new IOException("could not send " + name + " to Redis");
    }

    @Override
    public void close() throws IOException {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        try {
            process.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before Redis had ended", e);
        }
    }
}
