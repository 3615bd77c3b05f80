package dev.usher.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class JsonLogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-06-06T12:00:00Z"));

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void writesTheClassAndThePlaceOfAnExceptionAndNotItsMessage() {
        var cause = new IllegalArgumentException("card 4242 4242 4242 4242");

        new JsonLog(out, "Delivery", JsonLog.Level.INFO, CLOCK)
                .error("a message failed", new IllegalStateException("no: " + cause, cause));

        assertThat(text())
                .contains("java.lang.IllegalStateException < java.lang.IllegalArgumentException")
                .contains("JsonLogTest")
                .doesNotContain("4242");
    }

    @Test
    void writesOneObjectALineWhateverAFieldHolds() {
        new JsonLog(out, "Sweeper", JsonLog.Level.INFO, CLOCK)
                .info("sweep", Json.object().put("note", "two\nlines"));

        assertThat(text().lines()).hasSize(1);
        assertThat(text())
                .startsWith(
                        "{\"timestamp\":\"2026-06-06T12:00:00Z\",\"level\":\"INFO\",\"function\":\"Sweeper\",\"message\":\"sweep\"");
    }

    @Test
    void leavesOutWhatIsLessThanItsLevel() {
        var log = new JsonLog(out, "Delivery", JsonLog.Level.WARN, CLOCK);

        log.info("delivery", Json.object());
        log.warn("left to the sweeper", Json.object());

        assertThat(text()).contains("left to the sweeper").doesNotContain("\"delivery\"");
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
