package dev.usher.local.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.admin.Audit;
import dev.usher.delivery.Agenda;
import dev.usher.dynamo.DynamoAgenda;
import dev.usher.dynamo.DynamoAudit;
import dev.usher.dynamo.DynamoDeliveries;
import dev.usher.dynamo.DynamoEvents;
import dev.usher.dynamo.DynamoReplays;
import dev.usher.dynamo.DynamoSearch;
import dev.usher.dynamo.Table;
import dev.usher.http.Body;
import dev.usher.message.DeliveryStore;
import dev.usher.message.EventStore;
import dev.usher.replay.Replays;
import dev.usher.search.Criteria;
import dev.usher.search.EventRow;
import dev.usher.search.Field;
import dev.usher.search.Page;
import dev.usher.search.Search;
import dev.usher.testing.AgendaContract;
import dev.usher.testing.AuditContract;
import dev.usher.testing.DeliveryStoreContract;
import dev.usher.testing.EventStoreContract;
import dev.usher.testing.FakeClock;
import dev.usher.testing.ReplaysContract;
import dev.usher.testing.Samples;
import dev.usher.testing.SearchContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every contract of the log against one table. */
final class DynamoLogIT {
    private static final Duration RETENTION = Duration.ofDays(30);
    private static @Nullable LogTable log;

    @BeforeAll
    static void start() throws Exception {
        log = LogTable.start();
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(log).close();
    }

    private static Table table() {
        return Objects.requireNonNull(log).table();
    }

    @Nested
    final class Events implements EventStoreContract {
        @Override
        public EventStore events() {
            return new DynamoEvents(table(), RETENTION);
        }

        /** Items expire one by one, in any order. */
        @Test
        void anEventWhosePartsAreGoneIsGone() {
            var event = Samples.withBody(Samples.event(), Body.of(new byte[1 << 20]));
            events().add(event, event.receivedAt());

            Objects.requireNonNull(log).delete("EVENT#" + event.id(), "BODY#" + event.correlationId() + "#2");

            assertThat(events().find(event.id())).isNull();
        }

        @Test
        void aDuplicateLeavesNoPartsBehind() {
            var first = Samples.withBody(Samples.event(), Body.of(new byte[1 << 20]));
            var second = Samples.withBody(Samples.event().withId(first.id()), first.body());
            events().add(first, first.receivedAt());

            assertThat(events().add(second, second.receivedAt())).isInstanceOf(EventStore.Stored.Seen.class);

            assertThat(Objects.requireNonNull(log).sortKeys("EVENT#" + first.id()))
                    .hasSize(5)
                    .noneMatch(key -> key.contains(second.correlationId()));
        }
    }

    @Nested
    final class Deliveries implements DeliveryStoreContract {
        @Override
        public DeliveryStore deliveries() {
            return new DynamoDeliveries(table(), RETENTION);
        }
    }

    @Nested
    final class Agendas implements AgendaContract {
        @Override
        public EventStore events() {
            return new DynamoEvents(table(), RETENTION);
        }

        @Override
        public DeliveryStore deliveries() {
            return new DynamoDeliveries(table(), RETENTION);
        }

        @Override
        public Agenda agenda() {
            return new DynamoAgenda(table());
        }
    }

    @Nested
    final class Audits implements AuditContract {
        @Override
        public Audit audit() {
            return new DynamoAudit(table());
        }
    }

    @Nested
    final class Jobs implements ReplaysContract {
        @Override
        public Replays replays() {
            return new DynamoReplays(table());
        }
    }

    @Nested
    final class Lists implements SearchContract {
        @Override
        public EventStore events() {
            return new DynamoEvents(table(), RETENTION);
        }

        @Override
        public DeliveryStore deliveries() {
            return new DynamoDeliveries(table(), RETENTION);
        }

        @Override
        public Search search() {
            return new DynamoSearch(table());
        }

        @Test
        void endsAPageEarlyWhenItReadMuchAndFindsTheRestOnTheNext() {
            var received = FakeClock.START.minus(Duration.ofDays(20));
            var wanted = Samples.event("rare-" + System.nanoTime(), "t", received);
            events().add(wanted, received);
            for (int i = 1; i <= 2100; i++) {
                var other = Samples.event("common", "t", received.plusSeconds(i));
                events().add(other, received);
            }
            var criteria =
                    Criteria.between(received, received.plusSeconds(3000)).and(Field.SOURCE, wanted.source());

            var first = search().events(criteria, null, 50);
            var found = new ArrayList<>(first.items());
            Page<EventRow> page = first;
            for (int pages = 0; pages < 3 && page.next() != null; pages++) {
                page = search().events(criteria, page.next(), 50);
                found.addAll(page.items());
            }

            assertThat(first.items()).isEmpty();
            assertThat(first.next()).isNotNull();
            assertThat(found).extracting(EventRow::id).containsExactly(wanted.id());
            assertThat(page.next()).isNull();
        }

        @Test
        void looksThroughAMonthOfEmptyDaysInOnePage() {
            var received = FakeClock.START.minus(Duration.ofDays(2000));
            var wanted = Samples.event("lonely-" + System.nanoTime(), "t", received);
            events().add(wanted, received);
            var criteria = Criteria.between(received, received.plus(Duration.ofDays(31)))
                    .and(Field.SOURCE, wanted.source());

            assertThat(search().events(criteria, null, 50).items())
                    .extracting(EventRow::id)
                    .containsExactly(wanted.id());
        }
    }
}
