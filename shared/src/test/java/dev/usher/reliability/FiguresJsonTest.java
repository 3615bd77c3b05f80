package dev.usher.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FiguresJsonTest {
    @Test
    void aRateIsRoundedDownAndNoFurther() {
        for (int of = 1; of <= 300; of++)
            for (int good = 0; good <= of; good++)
                assertThat(FiguresJson.rounded((double) good / of))
                        .as(good + " of " + of)
                        .isEqualTo(10_000L * good / of / 10_000.0);
    }
}
