package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Three real Redis servers, with the distances between three continents' regions between them. */
final class RegionsIT {
    private static final String EAST = "us-east-1";
    private static final String WEST = "us-west-1";
    private static final String EU = "eu-west-1";
    private static final int LIMIT = 300;

    @Test
    void countsFlowToEveryRegionAndSoDoRefunds() throws Exception {
        var ask = Ask.of(policy("sum", Consistency.EVENTUAL), "a");
        try (var three = ThreeRegions.start(ask.policy())) {
            for (int i = 0; i < 19; i++) three.check(EAST, ask);
            var last = (Admission.Admitted) three.check(EAST, ask);
            assertThat(three.flood(WEST, ask, 30)).isEqualTo(30);
            assertThat(three.flood(EU, ask, 40)).isEqualTo(40);
            three.await("the sum is known everywhere", () -> allRemain(three, ask, LIMIT - 90));

            assertThat(three.refund(EAST, last)).isTrue();
            three.await("the refund is known everywhere", () -> allRemain(three, ask, LIMIT - 89));
            assertThat(three.view(EAST).peers()).allSatisfy(peer -> {
                assertThat(peer.samples()).isPositive();
                assertThat(peer.lag95Ms()).isGreaterThanOrEqualTo(peer.lag50Ms());
            });
        }
    }

    @Test
    void aRegionThatIsCutOffGetsItsPartOfWhatWasLeftAndComesBackWithoutAJump() throws Exception {
        var ask = Ask.of(policy("cut", Consistency.EVENTUAL), "a");
        try (var three = ThreeRegions.start(ask.policy())) {
            three.flood(EAST, ask, 60);
            three.await("all know of it", () -> allRemain(three, ask, LIMIT - 60));

            three.cut(EU);
            three.await(
                    "the silence is noticed",
                    () -> three.limit(EAST, ask) == 200
                            && three.limit(WEST, ask) == 200
                            && three.limit(EU, ask) == 100);
            // 240 are left: two thirds on one side, a third on the other.
            int eu = three.flood(EU, ask, LIMIT);
            assertThat(eu).isEqualTo(80);
            int east = three.flood(EAST, ask, 80);
            three.await("the two still hear each other", () -> three.remaining(WEST, ask) == 160 - east);
            assertThat(east + three.exhaust(WEST, ask)).isEqualTo(160);

            three.heal();
            three.awaitAll();
            three.await("all is known again", () -> allRemain(three, ask, 0));
            assertThat(three.limit(EU, ask)).isEqualTo(LIMIT);
            assertThat(three.view(EU).policies().getFirst().passed()).isZero();
        }
    }

    @Test
    void whatIsAdmittedBeyondTheLimitIsCountedOnceItIsKnown() throws Exception {
        var ask = Ask.of(policy("passed", Consistency.EVENTUAL), "a");
        try (var three = ThreeRegions.start(ask.policy())) {
            three.flood(EAST, ask, 290);
            three.await("all know of it", () -> allRemain(three, ask, 10));
            int admitted = 290;
            for (int extra : inParallel(three, ask, 10)) admitted += extra;

            int total = admitted;
            assertThat(total).isBetween(LIMIT, LIMIT + 20);
            three.await("everybody has counted it", () -> ThreeRegions.NAMES.stream()
                    .allMatch(name -> three.view(name).policies().getFirst().passed() == total - LIMIT));
        }
    }

    @Test
    void aNodeThatIsKilledComesBackEmptyAndGetsItsOwnCountsBack() throws Exception {
        var ask = Ask.of(policy("killed", Consistency.EVENTUAL), "a");
        try (var three = ThreeRegions.start(ask.policy())) {
            three.flood(WEST, ask, 90);
            three.flood(EAST, ask, 30);
            three.await("all know of it", () -> allRemain(three, ask, LIMIT - 120));

            three.server(WEST).signal("KILL");
            three.await("its silence is noticed", () -> three.limit(EAST, ask) == 200 && three.limit(EU, ask) == 200);
            three.restart(WEST);
            three.await("it answers", () -> three.answers(WEST, ask));
            three.awaitAll();
            three.await("nothing was forgotten", () -> allRemain(three, ask, LIMIT - 120));
            assertThat(three.flood(WEST, ask, 10)).isEqualTo(10);
            three.await("it counts on", () -> allRemain(three, ask, LIMIT - 130));
        }
    }

    @Test
    void anEmptyMemoryIsTrustedWithItsOwnPartOnlyUntilTheOthersHaveToldIt() throws Exception {
        var ask = Ask.of(policy("empty", Consistency.EVENTUAL), "a");
        try (var three = ThreeRegions.start(ask.policy())) {
            three.flood(WEST, ask, 90);
            three.await("all know of it", () -> allRemain(three, ask, LIMIT - 90));
            three.stopWorker(EAST);
            three.stopWorker(EU);
            three.server(WEST).signal("KILL");
            three.await("it is gone", () -> !three.answers(WEST, ask));
            three.restart(WEST);
            three.await("it answers", () -> three.answers(WEST, ask));
            assertThat(three.limit(WEST, ask)).isEqualTo(100);

            three.startWorker(EAST);
            three.startWorker(EU);
            three.awaitAll();
            three.await("it has its own back", () -> allRemain(three, ask, LIMIT - 90));
        }
    }

    @Test
    void aNodeThatStandsStillIsLeftOutAndCatchesUp() throws Exception {
        var ask = Ask.of(policy("frozen", Consistency.EVENTUAL), "a");
        try (var three = ThreeRegions.start(ask.policy())) {
            three.flood(WEST, ask, 30);
            three.await("all know of it", () -> allRemain(three, ask, LIMIT - 30));
            three.server(WEST).signal("STOP");
            three.await("its silence is noticed", () -> three.limit(EAST, ask) == 200);
            assertThat(three.flood(EAST, ask, 50)).isEqualTo(50);
            three.server(WEST).signal("CONT");
            three.awaitAll();
            three.await("it has caught up", () -> allRemain(three, ask, LIMIT - 80));
        }
    }

    @Test
    void aWorkerThatDiesLosesNothing() throws Exception {
        var ask = Ask.of(policy("worker", Consistency.EVENTUAL), "a");
        try (var three = ThreeRegions.start(ask.policy())) {
            three.stopWorker(EAST);
            assertThat(three.flood(EAST, ask, 25)).isEqualTo(25);
            three.startWorker(EAST);
            three.await("what was counted meanwhile is told", () -> allRemain(three, ask, LIMIT - 25));
        }
    }

    @Test
    void escrowNeverPassesTheLimitWhateverIsCut() throws Exception {
        var ask = Ask.of(policy("escrow", Consistency.ESCROW), "a");
        try (var three = ThreeRegions.start(ask.policy())) {
            three.cut(EU);
            int admitted = 0;
            for (int extra : inParallel(three, ask, LIMIT)) admitted += extra;
            assertThat(admitted).isLessThanOrEqualTo(LIMIT);
            assertThat(three.limit(EU, ask)).isEqualTo(100);
            three.heal();
            three.awaitAll();
            for (int extra : inParallel(three, ask, LIMIT)) admitted += extra;
            assertThat(admitted).isLessThanOrEqualTo(LIMIT);
        }
    }

    @Test
    void escrowLendsWhatOneRegionNeedsAndOthersDoNot() throws Exception {
        var ask = Ask.of(policy("lent", Consistency.ESCROW), "a");
        try (var three = ThreeRegions.start(ask.policy())) {
            int[] admitted = {0};
            three.await("one region uses more than two thirds", () -> {
                admitted[0] += three.flood(EAST, ask, LIMIT);
                return admitted[0] > 200;
            });
            int total = admitted[0];
            for (int extra : inParallel(three, ask, LIMIT)) total += extra;
            assertThat(total).isLessThanOrEqualTo(LIMIT);
        }
    }

    @Test
    void anEscrowRegionThatLostItsMemoryAdmitsNothingUntilItHasItBack() throws Exception {
        var ask = Ask.of(policy("lost", Consistency.ESCROW), "a");
        try (var three = ThreeRegions.start(ask.policy())) {
            assertThat(three.flood(WEST, ask, 70)).isEqualTo(70);
            three.awaitTold(WEST);
            three.stopWorker(EU);
            three.server(WEST).signal("KILL");
            three.await("it is gone", () -> !three.answers(WEST, ask));
            three.restart(WEST);
            three.await("it answers", () -> three.answers(WEST, ask));
            assertThat(three.flood(WEST, ask, 100))
                    .as("one of two has not told")
                    .isZero();

            three.startWorker(EU);
            three.awaitAll();
            three.await(
                    "its part is back, less what it had used",
                    () -> three.limit(WEST, ask) - three.remaining(WEST, ask) == 70);
        }
    }

    private static List<Integer> inParallel(ThreeRegions three, Ask ask, int most) throws Exception {
        try (var threads = Executors.newFixedThreadPool(3)) {
            List<Callable<Integer>> floods = ThreeRegions.NAMES.stream()
                    .<Callable<Integer>>map(name -> () -> three.flood(name, ask, most))
                    .toList();
            return threads.invokeAll(floods).stream()
                    .map(future -> future.resultNow())
                    .toList();
        }
    }

    private static boolean allRemain(ThreeRegions three, Ask ask, long units) {
        return ThreeRegions.NAMES.stream().allMatch(name -> three.remaining(name, ask) == units);
    }

    /** An hour's window, so that nothing leaves it during a test; its cells may roll, which changes no sum of a strict one. */
    private static LimitPolicy policy(String name, Consistency consistency) {
        var plain = LimitPolicy.of(name, Mode.STRICT, List.of(new Window("hour", LIMIT, Duration.ofHours(1))));
        return new LimitPolicy(
                name,
                plain.rules(),
                Mode.STRICT,
                plain.priority(),
                Map.of(),
                0,
                Duration.ZERO,
                plain.outage(),
                consistency,
                false,
                Map.of(),
                Map.of());
    }
}
