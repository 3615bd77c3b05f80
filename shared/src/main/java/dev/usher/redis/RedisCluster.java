package dev.usher.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A Redis Cluster: each script goes to the server that has its keys' slot. A server that is lost takes its own slots along and
 * no others. Who has what is asked of any server, when a call did not get through, and never otherwise.
 */
final class RedisCluster implements Servers {
    /** The next question who has what is asked so long after the last. */
    private static final long SOONEST_NANOS = Duration.ofMillis(50).toNanos();

    private static final long LATEST_NANOS = Duration.ofMillis(500).toNanos();
    private static final Duration ANSWER = Duration.ofSeconds(1);

    private final RedisLink.Opener opener;
    private final Duration timeout;
    private final Map<String, RedisURI> seeds = new LinkedHashMap<>();
    private final Map<String, RedisServer> servers = new ConcurrentHashMap<>();
    private final AtomicBoolean learning = new AtomicBoolean();
    private final CompletableFuture<SlotMap> first = new CompletableFuture<>();
    private volatile @Nullable SlotMap slots;
    private volatile long learnAfter = System.nanoTime();
    private volatile boolean closed;

    /** Starts to connect and returns at once. */
    RedisCluster(RedisLink.Opener opener, List<RedisURI> seeds, Duration timeout) {
        this.opener = opener;
        this.timeout = timeout;
        for (var seed : seeds) this.seeds.put(seed.getHost() + ":" + seed.getPort(), seed);
        learn();
    }

    @Override
    public Reply run(Call call) {
        long until = System.nanoTime() + timeout.toNanos();
        var map = known(until);
        int slot = slot(call);
        var master = map == null ? null : map.master(slot);
        if (master == null) {
            learn();
            return new Reply.Unasked();
        }
        var reply = server(master).run(call, until);
        var elsewhere = reply instanceof Reply.Declined declined ? SlotMap.movedTo(declined, master) : null;
        if (elsewhere != null) {
            move(slot, elsewhere);
            reply = server(elsewhere).run(call, until);
        }
        if (!(reply instanceof Reply.Answered)) learn();
        return reply;
    }

    @Override
    public CompletableFuture<Object> send(Call call) {
        var map = slots;
        var master = map == null ? null : map.master(slot(call));
        return master == null
                ? CompletableFuture.failedFuture(new IllegalStateException("nobody has the slot"))
                : server(master).send(call);
    }

    private static int slot(Call call) {
        return SlotHash.getSlot(call.firstKey());
    }

    /** Who has what; a cold start waits for the first answer as for a reply. */
    private @Nullable SlotMap known(long until) {
        var map = slots;
        if (map != null) return map;
        try {
            return first.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | CancellationException | TimeoutException notYet) {
            return null;
        }
    }

    /** Asks somebody who has what, unless that is under way or was just done. */
    private void learn() {
        if (closed || System.nanoTime() - learnAfter < 0 || !learning.compareAndSet(false, true)) return;
        var asked = anybody();
        var unused = server(asked)
                .ask(redis -> redis.clusterSlots().toCompletableFuture())
                .orTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((reply, lost) -> {
                    if (lost == null && !reply.isEmpty()) learnt(SlotMap.of(reply, asked));
                    learnAfter = System.nanoTime() + ThreadLocalRandom.current().nextLong(SOONEST_NANOS, LATEST_NANOS);
                    learning.set(false);
                });
    }

    private String anybody() {
        var map = slots;
        var all = new ArrayList<>(seeds.keySet());
        if (map != null) all.addAll(map.servers());
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }

    private void learnt(SlotMap map) {
        slots = map;
        first.complete(map);
        servers.entrySet().removeIf(server -> {
            if (map.servers().contains(server.getKey()) || seeds.containsKey(server.getKey())) return false;
            server.getValue().retire();
            return true;
        });
    }

    private synchronized void move(int slot, String server) {
        var map = slots;
        if (map != null) slots = map.moved(slot, server);
    }

    private RedisServer server(String name) {
        return servers.computeIfAbsent(name, other -> new RedisServer(opener, address(other), timeout));
    }

    /** As the seeds are reached: encrypted or not, by whom. */
    private RedisURI address(String server) {
        var seed = seeds.get(server);
        if (seed != null) return seed;
        int colon = server.lastIndexOf(':');
        return RedisURI.builder(seeds.values().iterator().next())
                .withHost(server.substring(0, colon))
                .withPort(Integer.parseInt(server.substring(colon + 1)))
                .build();
    }

    @Override
    public void close() {
        closed = true;
        servers.values().forEach(RedisServer::close);
    }
}
