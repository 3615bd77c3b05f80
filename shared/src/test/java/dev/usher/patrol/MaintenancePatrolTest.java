package dev.usher.patrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.Phase;
import dev.usher.breaker.View;
import dev.usher.config.ConfigReader;
import dev.usher.config.Maintenance;
import dev.usher.config.UsherConfig;
import dev.usher.health.Muted;
import dev.usher.health.Windows;
import dev.usher.incident.Incident;
import dev.usher.incident.IncidentStore;
import dev.usher.incident.Incidents;
import dev.usher.incident.Moment;
import dev.usher.incident.Situation;
import dev.usher.incident.Step;
import dev.usher.incident.Symptom;
import dev.usher.lambda.DomainChecks;
import dev.usher.limit.LocalCeilings;
import dev.usher.reliability.InMemoryFigureStore;
import dev.usher.search.Page;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryBreakers;
import dev.usher.testing.InMemoryHealth;
import dev.usher.testing.InMemoryQueues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A service that is expected to fail is told by nobody, and what outlasts that by somebody. */
final class MaintenancePatrolTest {
    private static final UsherConfig CONFIG = ConfigReader.read("""
            sources: { s: { scheme: stripe, secrets: [env:S], types: ["*"] } }
            limits: { shop: { minute: 10 }, mail: { minute: 10 } }
            services:
              shop: { url: "https://shop.example.com", impact: critical }
              mail: { url: "https://mail.example.com", impact: critical }
            """, Map.of(), new DomainChecks());

    private final FakeClock clock = new FakeClock();
    private final InMemoryHealth health = new InMemoryHealth();
    private final InMemoryBreakers breakers = new InMemoryBreakers(clock);
    private final Kept kept = new Kept();
    private final Incidents incidents = new Incidents(kept, InMemoryQueues::new, CONFIG.alerts(), JsonLog.off(), clock);
    private final Patrol patrol = new Patrol(
            new Patrol.Sights(Map::of, this::windows, new InMemoryFigureStore(), breakers, new LocalCeilings()),
            incidents,
            CONFIG);

    private Windows windows() {
        return Windows.of(CONFIG.health(), health);
    }

    private void opened(String service) {
        breakers.show(
                BreakerId.service(service), new View(Phase.OPEN, 1, Long.MAX_VALUE, 0, false, false, Long.MAX_VALUE));
    }

    private void minutes(int number) {
        for (int i = 0; i < number; i++) {
            patrol.round(clock.instant());
            clock.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void breakersOfServicesInMaintenanceAreNotTold() {
        health.add(new Maintenance("m", Set.of("shop"), clock.instant(), Duration.ofMinutes(30), null, "r", "otto"));
        opened("shop");
        opened("mail");
        minutes(3);
        assertThat(kept.told).containsExactly("opened service:mail");
        clock.advance(Duration.ofMinutes(30));
        minutes(1);
        assertThat(kept.told).as("it outlasted the window").contains("opened service:shop");
    }

    @Test
    void maintenanceEndsWhatWasTold() {
        opened("shop");
        minutes(1);
        health.add(new Maintenance("m", Set.of(), clock.instant(), Duration.ofMinutes(30), null, "r", "otto"));
        minutes(4);
        assertThat(kept.told).containsExactly("opened service:shop", "resolved service:shop");
    }

    @Test
    void whoSeesABreakerOpenDoesNotTellEither() {
        health.add(new Maintenance("m", Set.of("shop"), clock.instant(), Duration.ofMinutes(30), null, "r", "otto"));
        var told = new ArrayList<Symptom>();
        var muted = new Muted(told::add, this::windows, clock);
        for (var subject : List.of("service:shop", "service:mail", "destination:shop"))
            muted.tell(new Symptom(subject, "breaker-open", true, "", clock.instant()));
        muted.tell(new Symptom("service:shop", "breaker-open", false, "", clock.instant()));
        assertThat(told)
                .extracting(one -> one.subject() + " " + one.present())
                .containsExactly("service:mail true", "destination:shop true", "service:shop false");
    }

    /** The situation, and what people were told. */
    private static final class Kept implements IncidentStore {
        final List<String> told = new ArrayList<>();
        private Version version = new Version(Situation.WELL, 0);

        @Override
        public Version read() {
            return version;
        }

        @Override
        public boolean write(Version before, Step step) {
            version = new Version(step.after(), before.number() + 1);
            for (var alert : step.alerts())
                told.add(alert.type().label() + " "
                        + String.join(" ", alert.incident().subjects()));
            return true;
        }

        @Override
        public @Nullable Incident find(String id) {
            return version.situation().find(id);
        }

        @Override
        public List<Moment> timeline(String id, int most) {
            return List.of();
        }

        @Override
        public Page<Incident> list(Wanted wanted, @Nullable String after, int limit) {
            return new Page<>(version.situation().incidents(), null);
        }
    }
}
