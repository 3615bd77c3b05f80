package dev.usher.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class UnreportedTest {
    private static final Duration WINDOW = Duration.ofSeconds(60);

    private final Unreported unreported = new Unreported();

    private Report take(long now) {
        return unreported.take("a", 7, now);
    }

    @Test
    void tellsWhatHappenedSinceItLastDid() {
        unreported.good(1000, WINDOW);
        unreported.bad("dns", 2000, WINDOW);
        unreported.good(3000, WINDOW);
        unreported.bad("timeout", 4000, WINDOW);
        unreported.bad("http_503", 5000, WINDOW);
        assertThat(take(6000)).isEqualTo(new Report("a", 7, 2, 3, 2, 3000, "http_503"));
        assertThat(take(7000)).isEqualTo(new Report("a", 7, 0, 0, 0, 4000, ""));
    }

    @Test
    void whatCouldNotBeToldIsToldWithTheNext() {
        unreported.bad("dns", 1000, WINDOW);
        unreported.bad("dns", 1000, WINDOW);
        unreported.giveBack(take(1000), 1000);
        unreported.bad("dns", 1500, WINDOW);
        assertThat(take(2000)).isEqualTo(new Report("a", 7, 0, 3, 3, -1, "dns"));
    }

    @Test
    void aGoodCallInBetweenEndsTheRowOfWhatComesBack() {
        unreported.bad("dns", 1000, WINDOW);
        var report = take(1000);
        unreported.good(1100, WINDOW);
        unreported.bad("timeout", 1200, WINDOW);
        unreported.giveBack(report, 1300);
        assertThat(take(2000)).isEqualTo(new Report("a", 7, 1, 2, 1, 900, "timeout"));
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() {
        for (int i = 0; i < 100; i++) unreported.bad("dns", 1000, WINDOW);
        unreported.bad("timeout", 62_000, WINDOW);
        assertThat(take(62_000)).isEqualTo(new Report("a", 7, 0, 1, 1, -1, "timeout"));
    }
}
