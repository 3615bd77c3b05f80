package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.BreakerStore.Probe;
import dev.usher.breaker.BreakersUnavailable;
import dev.usher.breaker.Machine;
import dev.usher.breaker.Phase;
import dev.usher.breaker.Report;
import dev.usher.breaker.Result;
import dev.usher.config.BreakerPolicy;
import dev.usher.testing.TestCluster;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every act on a breaker touches one slot of a cluster, that of the limits of its name; the board is wherever it is. */
final class BreakerClusterIT {
    @Test
    void breakersAreSpreadOverACluster() throws Exception {
        try (var cluster = TestCluster.start();
                var link = RedisLink.to(cluster.url(), "stack", Duration.ofSeconds(20))) {
            var breakers = new RedisBreakers(link, InstantSource.system());
            while (isAway(breakers)) Thread.onSpinWait();
            var masters = new HashSet<Integer>();
            for (int i = 0; i < 12; i++) {
                var id = BreakerId.service("service-" + i);
                masters.add(cluster.masterOf(SlotHash.getSlot("rl:{" + id.name() + "}")));
                for (int failure = 0; failure < 5; failure++)
                    breakers.report(id, BreakerPolicy.USUAL, new Report("e" + failure % 2, 0, 0, 1, 1, -1, "timeout"));
                var machine = breakers.read(id);
                assertThat(machine.phase()).isEqualTo(Phase.OPEN);
                breakers.show(id, machine.view());
                breakers.force(id, Phase.OPEN, new Machine.Force("ann", "x", System.currentTimeMillis()));
                var probe = breakers.permit(id, Duration.ofSeconds(1)).view();
                breakers.settle(id, BreakerPolicy.USUAL, new Probe(probe.generation(), "e0", new Result.Good()));
            }
            assertThat(masters).hasSize(3);
            var board = breakers.board(Map.of(BreakerId.service("service-1"), 2));
            assertThat(board.views()).hasSize(12);
            assertThat(breakers.refused(168)).containsEntry(BreakerId.service("service-1"), 2L);
            breakers.reset(BreakerId.service("service-1"), "ann");
        }
    }

    private static boolean isAway(RedisBreakers breakers) {
        try {
            return !breakers.board(Map.of()).views().isEmpty();
        } catch (BreakersUnavailable notYet) {
            return true;
        }
    }
}
