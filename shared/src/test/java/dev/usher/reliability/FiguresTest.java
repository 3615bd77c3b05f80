package dev.usher.reliability;

import static dev.usher.reliability.Tries.CRM;
import static dev.usher.reliability.Tries.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Attempt;
import dev.usher.message.Outcome;
import dev.usher.message.State;
import dev.usher.reliability.Tries.Try;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void tellFirstTimeFromRetryFromReplay() {
        var figures = count(
                Tries.ok(CRM, NOON, 20),
                Tries.numbered(CRM, attempt(2), State.DELIVERED, 0),
                Tries.numbered(CRM, attempt(1), State.DELIVERED, 1));

        assertThat(figures.deliveries()).isEqualTo(new Figures.Deliveries(1, 2, 0));
        assertThat(figures.deliveries().successRate()).isEqualTo(1.0);
    }

    @Test
    void countFailuresByTheirWord() {
        var timeout = new Outcome.Failed(Outcome.Failure.TIMEOUT);

        var figures = count(
                Tries.failed(CRM, NOON, 503),
                Tries.failed(CRM, NOON, 503),
                Tries.of(CRM, NOON, 5000, timeout, State.DEAD),
                Tries.ok(CRM, NOON, 20));

        assertThat(figures.errors()).isEqualTo(Map.of("http_503", 2L, "timeout", 1L));
        assertThat(figures.attempts()).isEqualTo(4);
        assertThat(figures.successRate()).isEqualTo(0.25);
        assertThat(figures.deliveries().successRate()).isEqualTo(0.5);
        assertThat(figures.averageTime()).isEqualTo(Duration.ofMillis(1275));
        assertThat(figures.sentBytes()).isEqualTo(400);
    }

    @Test
    void takeNoTimeFromAnAttemptThatWasNeverSent() {
        var blocked = new Outcome.Failed(Outcome.Failure.BLOCKED);

        var figures = count(Tries.of(CRM, NOON, 0, blocked, State.DEAD));

        assertThat(figures.attempts()).isEqualTo(1);
        assertThat(figures.times()).isEqualTo(Histogram.NONE);
        assertThat(figures.averageTime()).isNull();
        assertThat(figures.sentBytes()).isZero();
    }

    @Test
    void theSumOfPartsIsTheWholeInAnyOrder() {
        for (long seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var a = Tries.figures(random, random.nextInt(50));
            var b = Tries.figures(random, random.nextInt(50));
            var c = Tries.figures(random, random.nextInt(50));

            assertThat(a.plus(b).plus(c))
                    .as("seed %d", seed)
                    .isEqualTo(c.plus(a).plus(b));
            assertThat(a.plus(b).attempts()).as("seed %d", seed).isEqualTo(a.attempts() + b.attempts());
        }
    }

    @Test
    void keepASmallNumberOfErrorWordsAndLoseNoFailure() {
        var many = Tries.figures(new Random(1), 2000);

        var fewer = many.withErrors(5);

        assertThat(fewer.errors()).hasSize(6).containsKey(Subject.OTHER);
        assertThat(fewer.failed()).isEqualTo(many.failed());
    }

    @Test
    void nothingCountedHasNoRates() {
        assertThat(Figures.NONE.successRate()).isNull();
        assertThat(Figures.NONE.averageTime()).isNull();
        assertThat(Figures.NONE.deliveries().successRate()).isNull();
    }

    private static Attempt attempt(int number) {
        return new Attempt(number, NOON, Duration.ofMillis(20), new Outcome.Answered(200, null), 100, "");
    }

    private static Figures count(Try... tries) {
        var count = new Count();
        for (var one : tries) count.add(one.after(), one.attempt());
        return count.figures();
    }
}
