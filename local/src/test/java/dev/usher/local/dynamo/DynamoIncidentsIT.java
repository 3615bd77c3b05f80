package dev.usher.local.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.AlertPolicy;
import dev.usher.config.Impact;
import dev.usher.config.Priority;
import dev.usher.delivery.Agenda;
import dev.usher.dynamo.DynamoAgenda;
import dev.usher.dynamo.DynamoEvents;
import dev.usher.dynamo.DynamoIncidents;
import dev.usher.incident.Incident;
import dev.usher.incident.IncidentStore;
import dev.usher.incident.Incidents;
import dev.usher.incident.Moment;
import dev.usher.incident.Symptom;
import dev.usher.message.EventId;
import dev.usher.message.QueueUnavailable;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryQueues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Incidents in a real table, told of by many at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamoIncidentsIT {
    private static final int MANY = 24;
    private static final AlertPolicy POLICY = new AlertPolicy(
            Duration.ZERO,
            Duration.ofMinutes(10),
            1,
            Map.of(),
            Map.of("service:pay", Impact.CRITICAL, "service:bank", Impact.CRITICAL, "service:cash", Impact.CRITICAL));

    private final LogTable log;
    private final FakeClock clock = new FakeClock();

    DynamoIncidentsIT() throws Exception {
        log = LogTable.start();
    }

    @AfterAll
    void stop() {
        log.close();
    }

    private DynamoIncidents store() {
        return new DynamoIncidents(log.table(), Duration.ofDays(30));
    }

    private Incidents incidents(InMemoryQueues queues) {
        return new Incidents(store(), () -> queues, POLICY, JsonLog.off(), clock);
    }

    private List<Incident> of(String subject) {
        var wanted = new IncidentStore.Wanted(
                null,
                subject,
                null,
                clock.instant().minus(Duration.ofDays(1)),
                clock.instant().plusSeconds(1));
        return store().list(wanted, null, 50).items();
    }

    /** Each on a thread and a store of its own, as environments are. */
    private void all(int many, Consumer<Incidents> tells) throws Exception {
        var start = new CountDownLatch(1);
        var running = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < many; i++)
                running.add(threads.submit(() -> {
                    start.await();
                    tells.accept(incidents(new InMemoryQueues()));
                    return true;
                }));
            start.countDown();
            for (var one : running) one.get();
        }
    }

    @Test
    void manyThatTellTheSameAtOnceOpenOneIncidentAndEndItOnce() throws Exception {
        var symptom = new Symptom("service:pay", "down", true, "no answer", clock.instant());
        all(MANY, incidents -> incidents.tell(symptom));

        var opened = of("service:pay");
        assertThat(opened).hasSize(1);
        all(MANY, incidents -> incidents.tell(new Symptom("service:pay", "down", false, "", clock.instant())));
        clock.advance(Duration.ofMinutes(2));
        all(MANY, Incidents::pass);

        var id = opened.getFirst().id();
        assertThat(store().timeline(id, 100))
                .extracting(Moment::what)
                .containsExactly("wrong", "opened", "over", "resolved");
        assertThat(of("service:pay").getFirst().stage()).isEqualTo(Incident.Stage.RESOLVED);
        var events = new DynamoEvents(log.table(), Duration.ofDays(30));
        for (var moment : store().timeline(id, 100)) {
            var alert = moment.alert();
            if (alert == null) continue;
            var event = events.find(alert);
            assertThat(event).isNotNull();
            if (event != null) {
                assertThat(event.priority()).isEqualTo(Priority.HIGH);
                assertThat(event.body().text()).contains(id);
            }
        }
    }

    @Test
    void anAlertThatWasNotQueuedIsFoundByTheSweeper() {
        Supplier<InMemoryQueues> away = () -> {
            throw new QueueUnavailable("gone", new IllegalStateException());
        };
        var incidents = new Incidents(store(), away, POLICY, JsonLog.off(), clock);
        incidents.tell(new Symptom("service:bank", "down", true, "", clock.instant()));

        var alert = store().timeline(of("service:bank").getFirst().id(), 10)
                .getLast()
                .alert();
        assertThat(alert).isNotNull();
        assertThat(strays()).contains(alert);
    }

    private List<EventId> strays() {
        var found = new ArrayList<EventId>();
        new DynamoAgenda(log.table())
                .events(clock.instant().minusSeconds(60), clock.instant().plusSeconds(60), (Agenda.Received one) -> {
                    if (!one.routed()) found.add(one.id());
                });
        return found;
    }

    @Test
    void whatOperatorsDoIsKeptAndOnlyWhatIsOpenIsTheirs() {
        var incidents = incidents(new InMemoryQueues());
        incidents.tell(new Symptom("service:cash", "down", true, "", clock.instant()));
        var id = of("service:cash").getFirst().id();

        assertThat(incidents.acknowledge(id, "otto", "on it")).isTrue();
        assertThat(incidents.note(id, "otto", "they restart")).isTrue();
        assertThat(incidents.resolve(id, "otto", "done")).isTrue();
        assertThat(incidents.resolve(id, "otto", "done")).isFalse();
        assertThat(incidents.acknowledge("20200101-1", "otto", "")).isFalse();

        assertThat(store().timeline(id, 3))
                .extracting(moment -> moment.what() + " " + moment.by() + " " + moment.text())
                .containsExactly("acknowledged otto on it", "note otto they restart", "resolved otto done");
        var found = store().find(id);
        assertThat(found).isNotNull();
        if (found != null) assertThat(found.acknowledged()).isEqualTo("otto");
        assertThat(store().find("20200101-1")).isNull();
    }
}
