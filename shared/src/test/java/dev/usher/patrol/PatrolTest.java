package dev.usher.patrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.AlertPolicy;
import dev.usher.config.ConfigReader;
import dev.usher.config.LimitPolicy;
import dev.usher.health.Windows;
import dev.usher.incident.Incidents;
import dev.usher.incident.Symptom;
import dev.usher.incident.Wrong;
import dev.usher.lambda.DomainChecks;
import dev.usher.limit.Ceilings;
import dev.usher.reliability.FigureStore;
import dev.usher.reliability.Figures;
import dev.usher.reliability.Slot;
import dev.usher.reliability.Span;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryBreakers;
import dev.usher.testing.InMemoryIncidents;
import dev.usher.testing.InMemoryQueues;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PatrolTest {
    private static final String CONFIG = """
            sources: { generic: { scheme: standard-webhooks, secrets: [env:S], types: ['*'] } }
            limits: { mail: { minute: 5 } }
            """;

    private final FakeClock clock = new FakeClock();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final JsonLog log =
            new JsonLog(new PrintStream(lines, true, StandardCharsets.UTF_8), "test", JsonLog.Level.WARN, clock);
    private final InMemoryIncidents store = new InMemoryIncidents();
    private final Incidents incidents = new Incidents(store, InMemoryQueues::new, AlertPolicy.USUAL, log, clock);
    private @Nullable List<Ceilings.Ceiling> declared = List.of();
    private final Patrol patrol = new Patrol(
            new Patrol.Sights(
                    Map::of,
                    () -> new Windows(List.of()),
                    new NoFigures(),
                    new InMemoryBreakers(clock),
                    new Declared()),
            incidents,
            ConfigReader.read(CONFIG, Map.of("S", "x"), new DomainChecks()));

    /** What third parties declare. */
    private final class Declared implements Ceilings {
        @Override
        public void learn(LimitPolicy policy, List<Ceiling> more) {}

        @Override
        public @Nullable List<Ceiling> learned(LimitPolicy policy) {
            return declared;
        }
    }

    private static final class NoFigures implements FigureStore {
        @Override
        public void add(Slot slot, Figures more) {}

        @Override
        public List<Reading> read(Span span, String destination, Instant from, Instant until) {
            return List.of();
        }

        @Override
        public Set<String> destinations() {
            return Set.of();
        }
    }

    private List<String> wrong() {
        return store.read().situation().incidents().stream()
                .flatMap(incident -> incident.wrong().stream())
                .map(Wrong::kind)
                .toList();
    }

    @Test
    void aDriftIsNotOverBecauseNobodyKnowsWhatIsDeclared() {
        declared = List.of(new Ceilings.Ceiling(Duration.ofMinutes(1), 8, clock.instant()));
        patrol.round(clock.instant());
        assertThat(wrong()).containsExactly("limit-drift");
        declared = null;
        patrol.round(clock.instant());
        assertThat(wrong()).containsExactly("limit-drift");
        declared = List.of();
        patrol.round(clock.instant());
        assertThat(wrong()).isEmpty();
    }

    @Test
    void saysThatSymptomsAreLetGo() {
        for (int i = 0; i < 499; i++) tell(i);
        patrol.round(clock.instant());
        assertThat(lines.toString(StandardCharsets.UTF_8)).doesNotContain("too many symptoms");
        for (int i = 499; i < 600; i++) tell(i);
        patrol.round(clock.instant());
        assertThat(wrong()).hasSize(500);
        assertThat(lines.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("\"message\":\"too many symptoms\",\"kept\":500");
    }

    private void tell(int number) {
        incidents.tell(new Symptom("service:s" + number, "down", true, "", clock.instant()));
    }
}
