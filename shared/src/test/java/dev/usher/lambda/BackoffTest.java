package dev.usher.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testing.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    /** The longest wait after the first failure, the second, and so on. */
    private static final List<Integer> SECONDS = List.of(2, 6, 18, 54, 162, 300, 300, 300);

    @Test
    void waitsThreeTimesAsLongEachTimeUpToFiveMinutesOfWhichTheUpperHalfIsJitter() {
        Seeds.forEach(200, random -> {
            var id = Seeds.word(random, 20);
            for (int received = 1; received <= SECONDS.size(); received++) {
                var longest = Duration.ofSeconds(SECONDS.get(received - 1));
                assertThat(Backoff.after(received, id)).isBetween(longest.dividedBy(2), longest);
            }
        });
    }

    @Test
    void waitsNoLongerHoweverOftenAMessageWasReceived() {
        assertThat(Backoff.after(Integer.MAX_VALUE, "m")).isBetween(Duration.ofSeconds(150), Backoff.LONGEST);
    }

    @Test
    void messagesThatFailedTogetherDoNotComeAgainTogether() {
        var waits = IntStream.range(0, 100)
                .mapToObj(n -> Backoff.after(6, "message-" + n).toSeconds())
                .distinct();

        assertThat(waits.count()).isGreaterThan(50);
    }
}
