package dev.usher.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FiguresJsonTest {
    @Test
    void aRateIsRoundedDownAndNoFurther() {
        for (long of = 1; of <= 300; of++)
            for (long good = 0; good <= of; good++) {
                long whole = 10_000 * good / of;
                assertThat(FiguresJson.rounded((double) good / of))
                        .as(good + " of " + of)
                        .isEqualTo(whole / 10_000.0);
            }
    }
}
