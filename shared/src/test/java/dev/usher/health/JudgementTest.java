package dev.usher.health;

import static dev.usher.health.Condition.DEGRADED;
import static dev.usher.health.Condition.DOWN;
import static dev.usher.health.Condition.HEALTHY;
import static dev.usher.health.Condition.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.Phase;
import dev.usher.breaker.Verdict.Side;
import dev.usher.breaker.View;
import dev.usher.config.HealthPolicy;
import dev.usher.health.Judgement.Evidence;
import dev.usher.reliability.Figures;
import dev.usher.reliability.Histogram;
import dev.usher.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class JudgementTest {
    private static Judgement of(Condition probes, Condition traffic, Map<String, Condition> others, String... errors) {
        return of(probes, traffic, others, Page.NONE, errors);
    }

    private static Judgement of(
            Condition probes, Condition traffic, Map<String, Condition> others, Page page, String... errors) {
        var heard = new Traffic(traffic, 0, 0, null);
        return Judgement.of(new Evidence(probes, Set.of(errors), others, heard, page), HealthPolicy.USUAL);
    }

    @Test
    void oneObserverIsBelievedAndOfTwoBothMustAgree() {
        assertThat(of(DOWN, UNKNOWN, Map.of()).condition()).isEqualTo(DOWN);
        assertThat(of(UNKNOWN, DOWN, Map.of()).condition()).isEqualTo(DOWN);
        assertThat(of(DOWN, HEALTHY, Map.of()).condition()).isEqualTo(DEGRADED);
        assertThat(of(DOWN, DOWN, Map.of("eu", HEALTHY)).condition()).isEqualTo(DOWN);
        assertThat(of(HEALTHY, HEALTHY, Map.of("eu", DOWN)).because()).isEqualTo("1 of 3 observers see it down: eu");
        assertThat(of(UNKNOWN, UNKNOWN, Map.of()).condition()).isEqualTo(UNKNOWN);
        assertThat(of(HEALTHY, UNKNOWN, Map.of("eu", UNKNOWN))).isEqualTo(new Judgement(HEALTHY, "", Side.UNCLEAR));
    }

    @Test
    void saysWhoseFaultItLooksLike() {
        assertThat(of(DOWN, UNKNOWN, Map.of(), "http_503").side()).isEqualTo(Side.THEM);
        assertThat(of(DOWN, UNKNOWN, Map.of(), "http_401").side()).isEqualTo(Side.US);
        assertThat(of(DOWN, UNKNOWN, Map.of(), "no-credentials").side()).isEqualTo(Side.US);
        assertThat(of(DOWN, UNKNOWN, Map.of(), new Page("major"), "http_401").side())
                .isEqualTo(Side.THEM);
        assertThat(of(DOWN, UNKNOWN, Map.of(), "timeout").side()).isEqualTo(Side.UNCLEAR);
        assertThat(of(DOWN, UNKNOWN, Map.of("eu", HEALTHY), "timeout").side()).isEqualTo(Side.US);
        assertThat(of(DOWN, UNKNOWN, Map.of("eu", DOWN), "timeout").side()).isEqualTo(Side.THEM);
    }

    @Test
    void neverBelievesFewerThanTheQuorumWhileOthersSeeItOtherwise() {
        Seeds.forEach(300, random -> {
            var policy = new HealthPolicy(3, 2, 1 + random.nextInt(3), 10, List.of());
            var all = new ArrayList<Condition>();
            for (int i = random.nextInt(5); i >= 0; i--)
                all.add(List.of(Condition.values()).get(random.nextInt(4)));
            var others = new HashMap<String, Condition>();
            for (int i = 1; i < all.size(); i++) others.put("r" + i, all.get(i));
            var evidence = new Evidence(all.getFirst(), Set.of(), others, Traffic.NONE, Page.NONE);
            var speaking = all.stream().filter(one -> one != UNKNOWN).toList();
            int down = Collections.frequency(speaking, DOWN);
            var expected = speaking.isEmpty()
                    ? UNKNOWN
                    : down > 0 && down >= Math.min(policy.quorum(), speaking.size())
                            ? DOWN
                            : speaking.stream().allMatch(HEALTHY::equals) ? HEALTHY : DEGRADED;
            assertThat(Judgement.of(evidence, policy).condition())
                    .as(all.toString())
                    .isEqualTo(expected);
        });
    }

    private static Figures figures(long succeeded, Map<String, Long> errors) {
        return new Figures(succeeded, errors, new Figures.Deliveries(0, 0, 0), Duration.ZERO, Histogram.NONE, 0);
    }

    private static Condition traffic(long succeeded, Map<String, Long> errors, View view) {
        return Traffic.of(figures(succeeded, errors), view, HealthPolicy.USUAL).condition();
    }

    private static View view(Phase phase, boolean forced) {
        return new View(phase, 1, 0, 0, false, forced, Long.MAX_VALUE);
    }

    @Test
    void trafficSpeaksWhenThereIsEnoughOfItOrTheBreakerIsOpen() {
        assertThat(traffic(9, Map.of(), View.USUAL)).isEqualTo(UNKNOWN);
        assertThat(traffic(10, Map.of(), View.USUAL)).isEqualTo(HEALTHY);
        assertThat(traffic(18, Map.of("http_503", 2L), View.USUAL)).isEqualTo(DEGRADED);
        assertThat(traffic(2, Map.of("timeout", 8L), View.USUAL)).isEqualTo(DOWN);
        assertThat(traffic(0, Map.of(), view(Phase.OPEN, false))).isEqualTo(DOWN);
        assertThat(traffic(0, Map.of(), view(Phase.OPEN, true)))
                .as("an operator's will")
                .isEqualTo(UNKNOWN);
        assertThat(traffic(0, Map.of("http_503", 50L), view(Phase.HALF_OPEN, false)))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void whatTheCallerGotWrongAndLimitsAreNoFailures() {
        assertThat(traffic(5, Map.of("http_404", 5L), View.USUAL)).isEqualTo(HEALTHY);
        assertThat(traffic(5, Map.of("http_429", 50L, "blocked", 9L), View.USUAL))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void allTogetherIsByTheShareThatIsHealthy() {
        assertThat(Overall.of(List.of())).isEqualTo("healthy");
        assertThat(Overall.of(List.of(HEALTHY, HEALTHY, HEALTHY, HEALTHY, DOWN)))
                .as("80 % is not more")
                .isEqualTo("degraded");
        assertThat(Overall.of(List.of(HEALTHY, HEALTHY, HEALTHY, HEALTHY, HEALTHY, DOWN)))
                .isEqualTo("healthy");
        assertThat(Overall.of(List.of(HEALTHY, DEGRADED))).isEqualTo("critical");
        assertThat(Overall.of(List.of(HEALTHY, HEALTHY, UNKNOWN))).isEqualTo("degraded");
        assertThat(Overall.of(List.of(UNKNOWN, UNKNOWN))).isEqualTo("unknown");
    }
}
