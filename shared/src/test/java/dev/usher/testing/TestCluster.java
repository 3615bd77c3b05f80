package dev.usher.testing;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A Redis Cluster of three masters with a replica each, real servers on this machine. */
public final class TestCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final int TRIES = 3;

    private final List<TestRedis> servers = new ArrayList<>();
    private final RedisClient client = RedisClient.create();
    private final Map<Integer, Integer> buses = new HashMap<>();
    private final Map<Integer, RedisCommands<String, String>> connections = new HashMap<>();
    private final Path folder;

    private TestCluster(Path folder) {
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
        this.folder = folder;
    }

    /** A port that was free may be taken before its server binds it; then another try has other ports. */
    public static TestCluster start() throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return startOnce();
            } catch (IOException taken) {
                if (tries == TRIES) throw taken;
            }
        }
    }

    private static TestCluster startOnce() throws IOException, InterruptedException {
        var cluster = new TestCluster(Files.createTempDirectory("cluster"));
        try {
            cluster.launch();
            cluster.join();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void launch() throws IOException, InterruptedException {
        for (int i = 0; i < 2 * MASTERS; i++) {
            int port = TestRedis.freePort();
            int bus = TestRedis.freePort();
            buses.put(port, bus);
            servers.add(TestRedis.launch(
                    port,
                    "--dir",
                    folder.toString(),
                    "--cluster-enabled",
                    "yes",
                    "--cluster-config-file",
                    "nodes-" + port,
                    "--cluster-port",
                    String.valueOf(bus),
                    "--dbfilename",
                    "dump-" + port,
                    "--cluster-node-timeout",
                    "2000",
                    "--cluster-require-full-coverage",
                    "no", // as ElastiCache has it: the other masters go on
                    "--repl-diskless-sync-delay",
                    "0",
                    "--maxmemory",
                    "20mb"));
        }
        for (var server : servers) server.await("+PONG");
    }

    private void join() throws InterruptedException {
        for (int i = 0; i < MASTERS; i++) {
            int from = i * SLOTS / MASTERS;
            int to = (i + 1) * SLOTS / MASTERS;
            on(servers.get(i)).clusterAddSlots(IntStream.range(from, to).toArray());
        }
        var first = on(servers.getFirst());
        for (var other : servers.subList(1, servers.size()))
            first.dispatch(
                    CommandType.CLUSTER,
                    new StatusOutput<>(StringCodec.UTF8),
                    new CommandArgs<>(StringCodec.UTF8)
                            .add("MEET")
                            .add("127.0.0.1")
                            .add(other.port())
                            .add(buses.get(other.port())));
        for (var server : servers)
            await(server, "everybody", nodes -> nodes.lines().count() == 2 * MASTERS);
        for (int i = 0; i < MASTERS; i++) {
            var replica = servers.get(MASTERS + i);
            var master = on(servers.get(i)).clusterMyId();
            await(replica, "its master", nodes -> nodes.contains(master));
            on(replica).clusterReplicate(master);
        }
        for (var server : servers) {
            await(
                    server,
                    "three replicas",
                    nodes ->
                            nodes.lines().filter(line -> line.contains("slave")).count() == MASTERS);
            awaitOn(server, "health", redis -> redis.clusterInfo().contains("cluster_state:ok"));
        }
        for (int i = 0; i < MASTERS; i++)
            awaitOn(servers.get(MASTERS + i), "the link to its master", redis -> redis.info("replication")
                    .contains("master_link_status:up"));
    }

    private void await(TestRedis server, String what, Predicate<String> nodes) throws InterruptedException {
        awaitOn(server, what, redis -> nodes.test(redis.clusterNodes()));
    }

    private void awaitOn(TestRedis server, String what, Predicate<RedisCommands<String, String>> condition)
            throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.test(on(server))) {
            if (System.nanoTime() > end) throw new IllegalStateException(server.port() + " never saw " + what);
            Thread.sleep(20);
        }
    }

    private RedisCommands<String, String> on(TestRedis server) {
        return connections.computeIfAbsent(server.port(), port -> client.connect(RedisURI.create("127.0.0.1", port))
                .sync());
    }

    /** Two of the six are named; the others have to be found. */
    public String url() {
        return "redis+cluster://127.0.0.1:" + servers.get(1).port() + ",127.0.0.1:"
                + servers.get(4).port();
    }

    /** The port of the master that has a slot, as a server that lives tells it. */
    public int masterOf(int slot) {
        for (var server : servers) {
            if (!server.lives()) continue;
            for (var node : ClusterPartitionParser.parse(on(server).clusterNodes()))
                if (node.getSlots().contains(slot) && !node.is(RedisClusterNode.NodeFlag.FAIL))
                    return node.getUri().getPort();
        }
        throw new IllegalStateException("nobody has slot " + slot);
    }

    /** {@code kill -9} of the server on this port. */
    public void kill(int port) throws IOException, InterruptedException {
        for (var server : servers) if (server.port() == port) server.signal("KILL");
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        servers.forEach(TestRedis::close);
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) Files.delete(file);
            Files.delete(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
