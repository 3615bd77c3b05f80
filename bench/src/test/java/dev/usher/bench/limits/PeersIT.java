package dev.usher.bench.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.bench.peer.Answer;
import dev.usher.bench.peer.Library;
import dev.usher.bench.peer.Rule;
import dev.usher.bench.peer.Setup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every library really limits as the benchmark sets it up, and the measures that don't need time say what they should. */
class PeersIT {
    private static final Plan PLAN = Plan.from(List.of("quick", "rounds=1"));

    @SuppressWarnings("NullAway.Init")
    private static Ground ground;

    @BeforeAll
    static void start() throws Exception {
        ground = new Ground(Server.start(), PLAN);
    }

    @AfterAll
    static void stop() throws IOException {
        ground.server().close();
    }

    @ParameterizedTest
    @MethodSource("dev.usher.bench.peer.Library#limiters")
    void admitsWhatTheTightestWindowHolds(Library library) throws Exception {
        var setup = Setup.of(ground.server().url(), Rule.minuteHourDay(60, 5, 900));
        try (var peer = ground.openOnEmpty(library, setup, List.of("subject"))) {
            var answers = new ArrayList<Answer>();
            for (int i = 0; i < 8; i++) answers.add(Ground.askRedis(peer, "subject"));
            assertThat(answers.subList(0, 5)).containsOnly(Answer.ADMITTED);
            assertThat(answers.subList(5, 8)).allSatisfy(answer -> {
                assertThat(answer.kind()).isEqualTo(Answer.Kind.DENIED);
                assertThat(answer.told() != null).isEqualTo(library.tellsWait());
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INCR", "SCRIPT"})
    void whoLimitsNothingAdmitsEverything(Library library) throws Exception {
        var setup = Setup.of(ground.server().url(), Rule.minuteHourDay(1, 1, 1));
        try (var peer = ground.openOnEmpty(library, setup, List.of())) {
            for (int i = 0; i < 3; i++) assertThat(peer.ask("subject")).isEqualTo(Answer.ADMITTED);
        }
    }

    @Test
    void usherLosesNothingOnDenial() throws Exception {
        var leak = new Leak();
        leak.round(ground, 0);
        assertThat(leak.rows()).hasSize(2).allSatisfy(row -> {
            assertThat(row.cells()).containsOnlyKeys(Library.limiters());
            assertThat(row.goal()).isEqualTo("0: met");
        });
        // asked one after the other, the minute has taken its unit when the day denies
        assertThat(leak.rows().getLast().cells()).containsEntry(Library.REDISSON, "90");
    }

    @Test
    void theToldTimeIsRight() throws Exception {
        var retry = new Retry();
        retry.round(ground, 0);
        var row = retry.rows().getFirst();
        assertThat(row.cells())
                .containsEntry(
                        Library.USHER, "0 + 0 of %,d".formatted(9 * PLAN.sizes().states()))
                .containsEntry(Library.RATELIMITJ, "tells none");
        assertThat(row.goal()).isEqualTo("0 + 0: met");
    }

    @Test
    void everyLibraryNamesItsVersion() {
        assertThat(Library.values())
                .filteredOn(library -> library != Library.USHER)
                .allSatisfy(library -> assertThat(library.version()).matches("\\d+\\.\\d.*"));
        assertThat(ground.server().describe()).startsWith("Redis 7");
    }
}
