package dev.usher.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.AbusePolicy;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Charge;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecorderTest {
    private final FakeClock clock = new FakeClock();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final List<Sketch> written = new ArrayList<>();
    private boolean outage;
    private final Recorder recorder = new Recorder(
            new Recording() {
                @Override
                public void add(String policy, Instant minute, Sketch more) {
                    if (outage) throw new WatchUnavailable("as the test asked");
                    written.add(more);
                }

                @Override
                public List<Minute> read(String policy, Instant from, Instant until) {
                    return List.of();
                }
            },
            new Guard(
                    AbusePolicy.USUAL,
                    new Guard.Parts(Trails.NOWHERE, Alerts.NONE, Penalties.NONE),
                    JsonLog.off(),
                    clock),
            new JsonLog(new PrintStream(lines, true, StandardCharsets.UTF_8), "test", JsonLog.Level.INFO, clock),
            clock,
            Recorder.OFTEN);
    private final LimitPolicy policy =
            LimitPolicy.of("p", Mode.SMOOTH, List.of(new Window("minute", 10, Duration.ofMinutes(1))));

    private void note(Ask ask) {
        var charge = new Charge(policy, "1", List.of(), 1, clock.instant(), false);
        recorder.note(ask, new Admission.Admitted(charge, List.of(), false));
    }

    @Test
    void keepsTheMostFrequentByNameAndCountsAllOthers() {
        for (int i = 0; i < 1000; i++) note(Ask.of(policy, "s" + i));
        for (int i = 0; i < 5; i++) note(Ask.of(policy, "often"));
        recorder.flush();

        assertThat(written).singleElement().satisfies(sketch -> {
            assertThat(sketch.askers()).hasSize(Sketch.MOST).anySatisfy((asker, counts) -> assertThat(counts.total())
                    .isEqualTo(5));
            assertThat(sketch.otherAskers()).isEqualTo(901);
            assertThat(sketch.calls()).isEqualTo(1005);
        });
    }

    @Test
    void staysWithinItsMemoryHoweverManyAsk() {
        for (int i = 0; i < Recorder.MOST_ASKERS + 5000; i++) note(Ask.of(policy, "s" + i));
        recorder.flush();
        assertThat(written).singleElement().satisfies(sketch -> {
            assertThat(sketch.calls()).isEqualTo(Recorder.MOST_ASKERS + 5000);
            assertThat(sketch.otherAskers()).isEqualTo(Recorder.MOST_ASKERS - Sketch.MOST + 1);
        });
    }

    @Test
    void standsForLongValuesByTheirDigest() {
        var asker = Asker.of(Ask.of(policy, "s").with(Dimension.CLIENT, "c".repeat(65)));
        assertThat(asker.who().get(Dimension.CLIENT)).startsWith("#").hasSize(33);
        assertThat(Asker.read(asker.text())).isEqualTo(asker);
    }

    @Test
    void dropsWhatIsNotTakenAndSaysHowMuch() {
        note(Ask.of(policy, "a"));
        note(Ask.of(policy, "a"));
        outage = true;
        recorder.flush();
        assertThat(lines.toString(StandardCharsets.UTF_8))
                .contains("\"message\":\"limit checks were not recorded\",\"checks\":2");
        outage = false;
        recorder.flush();
        assertThat(written).isEmpty();
    }
}
