package dev.usher.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testing.OwnParts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Two hosts side by side, each killed (SIGKILL) at random moments under load and started again on its data, {@code -Dkills=} times
 * (25). The sender never sends anything twice, so the host alone is responsible for what it answered 2xx. {@code -Dseed=} replays the
 * moments.
 */
@OwnParts
class KillTheHostIT {
    private static final int KILLS = Integer.getInteger("kills", 25);
    private static final int SENDERS = 4;
    private static final Duration PACE = Duration.ofMillis(80);

    /** One host in so many is killed before it is ready. */
    private static final int KILLED_EARLY = 8;

    @TempDir
    Path folder;

    private final List<Duration> starts = new ArrayList<>();
    private final List<ChildHost> hosts = new ArrayList<>();

    @RepeatedTest(2)
    @Execution(ExecutionMode.CONCURRENT)
    void whatWasAnswered2xxIsDeliveredUnderOneIdHoweverOftenTheHostIsKilled() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        System.out.println("KillTheHostIT: -Dseed=" + seed);
        try (var receivers = Receivers.start();
                var provider = new Provider("load")) {
            provider.start(SENDERS, PACE);
            for (int kill = 1; kill <= KILLS; kill++) {
                if (kill % KILLED_EARLY == 0) killBeforeReady(receivers, random);
                else killUnderLoad(receivers, provider, random);
            }
            provider.stop();
            reckon(receivers, provider);
        }
        for (var host : hosts) host.awaitNoProcess();
    }

    private void killUnderLoad(Receivers receivers, Provider provider, Random random) throws Exception {
        var host = launch(receivers);
        var url = host.awaitReady();
        starts.add(host.startTook());
        int before = provider.accepted();
        provider.sendTo(url);
        Await.until(
                () -> "an accepted event after a start:\n" + host.said(),
                Duration.ofMinutes(2),
                () -> provider.accepted() > before);
        assertThat(host.runs(Duration.ofMillis(random.nextInt(1_500))))
                .as(host::said)
                .isTrue();
        host.kill();
        provider.sendTo(null);
    }

    private void killBeforeReady(Receivers receivers, Random random) throws Exception {
        var usual = starts.stream().sorted().toList().get(starts.size() / 2);
        var host = launch(receivers);
        assertThat(host.runs(Duration.ofMillis(random.nextLong(usual.toMillis()))))
                .as(host::said)
                .isTrue();
        host.kill();
    }

    private ChildHost launch(Receivers receivers) throws Exception {
        var host = ChildHost.launch(folder, receivers.url());
        hosts.add(host);
        return host;
    }

    private void reckon(Receivers receivers, Provider provider) throws Exception {
        try (var host = launch(receivers);
                var reckoning = new Reckoning(host.awaitReady(), provider, receivers)) {
            starts.add(host.startTook());
            // a retry whose message got lost is found by the sweeper 60 s after it was due
            reckoning.awaitQuiet(Duration.ofMinutes(5));
            var summary = reckoning.check();
            starts.sort(null);
            System.out.printf(
                    "KillTheHostIT: kills %d, %s, restarts p50 %d ms, max %d ms%n",
                    KILLS,
                    summary,
                    starts.get(starts.size() / 2).toMillis(),
                    starts.getLast().toMillis());
            assertThat(summary.accepted()).isGreaterThan(KILLS);
            assertThat(summary.dead()).as("some are refused for good").isPositive();
        }
    }
}
