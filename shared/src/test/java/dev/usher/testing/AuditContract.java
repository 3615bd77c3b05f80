package dev.usher.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.admin.Audit;
import dev.usher.admin.AuditEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link Audit} promises. Each test has an actor of its own, so they can share a store. */
public interface AuditContract {
    Audit audit();

    @Test
    default void listsEntriesNewestFirstOverDaysAndPages() {
        var actor = newActor();
        var kept = new ArrayList<AuditEntry>();
        for (int i = 0; i < 7; i++) {
            var entry = entry(actor, "pause", "ledger", FakeClock.START.plus(Duration.ofHours(9L * i)));
            audit().add(entry);
            kept.addFirst(entry);
        }

        var first = audit().list(all(actor), null, 4);
        var second = audit().list(all(actor), first.next(), 4);

        assertThat(first.items()).containsExactlyElementsOf(kept.subList(0, 4));
        assertThat(second.items()).containsExactlyElementsOf(kept.subList(4, 7));
        assertThat(second.next()).isNull();
    }

    @Test
    default void replacesAnEntryByItsEnd() {
        var begun = entry(newActor(), "pause", "ledger", FakeClock.START);
        audit().add(begun);
        audit().add(begun.ended("200"));

        assertThat(audit().list(all(begun.actor()), null, 50).items()).containsExactly(begun.ended("200"));
    }

    @Test
    default void filtersByActionAndTime() {
        var actor = newActor();
        audit().add(entry(actor, "pause", "ledger", FakeClock.START));
        audit().add(entry(actor, "resume", "ledger", FakeClock.START.plusSeconds(1)));
        audit().add(entry(actor, "pause", "ledger", FakeClock.START.plusSeconds(2)));

        var wanted = new Audit.Wanted(actor, "pause", FakeClock.START.plusSeconds(1), FakeClock.START.plusSeconds(60));

        assertThat(audit().list(wanted, null, 50).items())
                .containsExactly(entry(actor, "pause", "ledger", FakeClock.START.plusSeconds(2)));
    }

    @Test
    default void tellsWhatWasDoneAboutAnEventAndItsDeliveries() {
        var event = Samples.event().id();
        var actor = newActor();
        var read = entry(actor, "payload.read", event.text(), FakeClock.START);
        var replay = entry(actor, "replay", event.text() + ".ledger.0", FakeClock.START.plusSeconds(1));
        audit().add(replay);
        audit().add(read);
        audit().add(entry(actor, "replay", Samples.event().id().text(), FakeClock.START));

        assertThat(audit().about(event)).containsExactly(read, replay);
    }

    private static AuditEntry entry(String actor, String action, String subject, Instant at) {
        var id = UUID.nameUUIDFromBytes((actor + action + subject + at).getBytes(StandardCharsets.UTF_8));
        return new AuditEntry(id.toString(), at, actor, action, subject, "begun", "{\"reason\":\"x\"}", "192.0.2.1");
    }

    private static Audit.Wanted all(String actor) {
        var from = FakeClock.START.minus(Duration.ofDays(1));
        return new Audit.Wanted(actor, null, from, from.plus(Duration.ofDays(10)));
    }

    private static String newActor() {
        return UUID.randomUUID().toString();
    }
}
