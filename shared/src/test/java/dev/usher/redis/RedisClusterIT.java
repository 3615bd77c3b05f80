package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.testing.TestCluster;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Three masters, three replicas, real servers. */
final class RedisClusterIT {
    /** Twelve policies: each third of the slots has some. */
    private static final List<LimitPolicy> POLICIES = java.util.stream.IntStream.range(0, 12)
            .mapToObj(i -> LimitPolicy.of(
                    "policy-" + i, Mode.SMOOTH, List.of(new Window("hour", 1_000_000, Duration.ofHours(1)))))
            .toList();

    @Test
    void losesAMasterUnderLoadAndOnlyItsSlotsUntilAReplicaTakesOver() throws Exception {
        try (var cluster = TestCluster.start();
                var link = RedisLink.to(cluster.url())) {
            var limiter = RedisOutageIT.limiter(link);
            for (var policy : POLICIES) awaitRedis(limiter, policy);
            var masters = new HashSet<Integer>();
            for (var policy : POLICIES) masters.add(cluster.masterOf(slot(policy)));
            assertThat(masters).as("masters in use").hasSize(3);

            int lost = cluster.masterOf(slot(POLICIES.getFirst()));
            var alone = new ConcurrentHashMap<String, Long>();
            var decisions = new AtomicLong();
            var slow = new AtomicLong();
            var over = new AtomicBoolean();
            Duration away;
            try (var load = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var policy : POLICIES)
                    load.execute(() -> {
                        while (!over.get()) {
                            long from = System.nanoTime();
                            var admission = limiter.check(Ask.of(policy, "load"));
                            if (System.nanoTime() - from > Duration.ofMillis(50).toNanos()) slow.incrementAndGet();
                            decisions.incrementAndGet();
                            assertThat(admission).isInstanceOf(Admission.Admitted.class);
                            if (admission.fallback()) alone.merge(policy.name(), 1L, Long::sum);
                            pause();
                        }
                    });
                long from = System.nanoTime();
                cluster.kill(lost);
                for (var policy : POLICIES) awaitRedis(limiter, policy);
                away = Duration.ofNanos(System.nanoTime() - from);
                over.set(true);
            }
            System.out.println("RedisClusterIT: a master was lost for " + away.toMillis() + " ms; of " + decisions
                    + " decisions "
                    + alone.values().stream().mapToLong(Long::longValue).sum()
                    + " by the fallback, " + slow + " over 50 ms");
            assertThat(cluster.masterOf(slot(POLICIES.getFirst())))
                    .as("who took over")
                    .isNotEqualTo(lost);
            assertThat(alone).containsKey(POLICIES.getFirst().name());
            // A machine that others use too is late by itself now and then.
            assertThat(slow.get()).isLessThan(1 + decisions.get() / 50);
            var others = POLICIES.stream()
                    .filter(policy -> !alone.containsKey(policy.name()) || alone.get(policy.name()) < 20)
                    .count();
            assertThat(others).as("policies that went on in Redis").isPositive();
        }
    }

    private static int slot(LimitPolicy policy) {
        return SlotHash.getSlot("rl:{" + policy.name() + "}");
    }

    private static void awaitRedis(RedisLimiter limiter, LimitPolicy policy) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (limiter.check(Ask.of(policy, "await")).fallback()) {
            if (System.nanoTime() > end) throw new AssertionError("Redis never decided " + policy.name());
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
