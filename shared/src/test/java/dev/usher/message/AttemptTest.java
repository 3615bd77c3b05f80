package dev.usher.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testing.FakeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AttemptTest {
    @Test
    void keepsOfAResponseWhatFitsInBytesAndNoHalfCharacters() {
        assertThat(kept("so be it")).isEqualTo("so be it");
        assertThat(kept("x".repeat(20_000))).isEqualTo("x".repeat(Attempt.RESPONSE_BYTES));
        for (var character : new String[] {"é", "\ufffd", "🎉"}) {
            var kept = kept("x" + character.repeat(Attempt.RESPONSE_BYTES));
            assertThat(kept.getBytes(StandardCharsets.UTF_8))
                    .hasSizeBetween(Attempt.RESPONSE_BYTES - 3, Attempt.RESPONSE_BYTES);
            assertThat(kept).matches("x(" + character + ")+");
        }
    }

    private static String kept(String response) {
        return new Attempt(1, FakeClock.START, Duration.ZERO, new Outcome.Answered(500, null), 0, response).response();
    }
}
