package dev.usher.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.http.Body;
import dev.usher.message.DeliveryId;
import dev.usher.message.Wake;
import dev.usher.testing.FakeClock;
import dev.usher.testing.Samples;
import dev.usher.testing.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WakeCodecTest {
    @Test
    void readsWhatItWrote() {
        var event = Samples.event();
        var id = new DeliveryId(event.id(), "ledger", 2);

        for (var wake : List.of(
                Wake.Dispatch.of(event),
                Wake.Dispatch.queued(event),
                Wake.Dispatch.again(event.id()),
                Wake.Dispatch.queuedAgain(event.id()),
                new Wake.Attempt(id, 3),
                new Wake.Attempt(id, 3, true)))
            assertThat(WakeCodec.read(WakeCodec.write(wake))).isEqualTo(wake);
    }

    /** SQS refuses a message with U+FFFE or U+FFFF in it, for good. */
    @Test
    void aMessageIsInAsciiWhateverAnEventHolds() {
        var event = Samples.event("stripe", "paid \uffff 🎉 \ufffe", FakeClock.START);

        var text = WakeCodec.write(Wake.Dispatch.of(event));

        assertThat(text).matches("[ -~]+");
        assertThat(WakeCodec.read(text)).isEqualTo(Wake.Dispatch.of(event));
    }

    @Test
    void aLargeEventIsNamedOnly() {
        var large = Samples.withBody(Samples.event(), Body.of(new byte[WakeCodec.INLINE_BYTES + 1]));

        assertThat(WakeCodec.read(WakeCodec.write(Wake.Dispatch.of(large))))
                .isEqualTo(new Wake.Dispatch(large.id(), null, false, false));
    }

    @Test
    void saysOfEverythingElseThatItIsNotOurs() {
        for (var text : List.of(
                "",
                "null",
                "[]",
                "1",
                "{",
                "hello",
                "{\"v\":1}",
                "{\"v\":2,\"attempt\":{\"id\":\"event_qn4zcwtng3tjzs8bx4d037pfje.a.0\",\"n\":1}}",
                "{\"v\":1,\"attempt\":3}",
                "{\"v\":1,\"attempt\":{\"id\":\"event_1.a.0\",\"n\":1}}",
                "{\"v\":1,\"dispatch\":{\"id\":\"event_qn4zcwtng3tjzs8bx4d037pfje\",\"event\":7}}"))
            assertThatThrownBy(() -> WakeCodec.read(text)).as(text).isInstanceOf(IllegalArgumentException.class);
    }

    /** Whatever else it threw would let the message come again for hours. */
    @Test
    void aDamagedMessageIsReadOrIsNotOurs() {
        Seeds.forEach(2000, random -> {
            var whole = WakeCodec.write(Wake.Dispatch.of(Samples.event()));
            var text = whole;
            int damages = random.nextInt(1, 4);
            for (int i = 0; i < damages; i++)
                text = random.nextBoolean()
                        ? Seeds.mutated(random, text)
                        : text.substring(0, 1 + random.nextInt(text.length()));
            try {
                assertThat(WakeCodec.read(text)).isNotNull();
            } catch (IllegalArgumentException notOurs) {
                assertThat(text).isNotEqualTo(whole);
            }
        });
    }
}
