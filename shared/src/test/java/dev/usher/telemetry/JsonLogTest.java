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

    @Test
    void namesTheTraceOfTheInvocationAndTheInvocationItselfWhereSomethingIsWrong() {
        var log = new JsonLog(out, "Delivery", JsonLog.Level.INFO, CLOCK);

        log.begins("r-1", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
        log.info("sweep", Json.object());
        log.begins("r-2", null);
        log.warn("redis is away", Json.object());

        assertThat(text().lines().toList())
                .first()
                .asString()
                .contains("\"trace\":\"1-5759e988-bd862e3fe1be46a994272793\"", "\"cold\":true")
                .doesNotContain("r-1", "Parent");
        assertThat(text().lines().toList())
                .last()
                .asString()
                .contains("\"request\":\"r-2\"")
                .doesNotContain("trace", "cold");
    }

    @Test
    void aSampleHasAllLinesOfAnEventOrNoneAndEverythingThatWentWrong() {
        var log = new JsonLog(out, "Delivery", JsonLog.Level.INFO, CLOCK).sampling(10);
        for (int n = 0; n < 1000; n++) {
            log.info("webhook", Json.object().put("receipt", "accepted").put("event", "event_" + n));
            log.info("delivery", Json.object().put("state", "delivered").put("event", "event_" + n));
            log.info("delivery", Json.object().put("state", "dead").put("event", "event_" + n));
        }

        var accepted = text().lines().filter(line -> line.contains("accepted")).count();
        assertThat(accepted).isBetween(50L, 150L);
        assertThat(text().lines().filter(line -> line.contains("delivered"))).hasSize((int) accepted);
        assertThat(text().lines().filter(line -> line.contains("dead"))).hasSize(1000);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
