package dev.usher.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeflatedTest {
    @Test
    void whatIsInflatedIsWhatWasDeflated() {
        var random = new Random(7);
        for (int size : new int[] {0, 1, 511, 512, 8 * 1024, 8 * 1024 + 1, DynamoEvents.PART_BYTES}) {
            var chance = new byte[size];
            random.nextBytes(chance);
            var text = "{\"a\":1},".repeat(size / 8 + 1).substring(0, size).getBytes(StandardCharsets.UTF_8);
            assertThat(Deflated.inflate(Deflated.deflate(chance), size)).isEqualTo(chance);
            assertThat(Deflated.inflate(Deflated.deflate(text), size)).isEqualTo(text);
        }
    }

    @Test
    void aDamagedBodyIsNotTakenForAnother() {
        var deflated = Deflated.deflate("{\"amount\":250000}".repeat(100).getBytes(StandardCharsets.UTF_8));
        var cut = Arrays.copyOf(deflated, deflated.length - 5);
        var changed = deflated.clone();
        changed[deflated.length - 1] ^= 1; // its checksum
        assertThatIllegalStateException().isThrownBy(() -> Deflated.inflate(cut, 10_000));
        assertThatIllegalStateException().isThrownBy(() -> Deflated.inflate(changed, 10_000));
        assertThatIllegalStateException().isThrownBy(() -> Deflated.inflate(deflated, 1_000));
    }
}
