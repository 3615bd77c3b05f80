package dev.usher.local.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.dynamo.DynamoRejections;
import dev.usher.webhook.Refusals;
import dev.usher.webhook.Rejection;
import dev.usher.webhook.RejectionStore;
import dev.usher.webhook.RejectionStoreContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamoRejectionsIT implements RejectionStoreContract {
    private final FreshTable fresh;

    DynamoRejectionsIT() throws Exception {
        fresh = FreshTable.start();
    }

    @AfterAll
    void stop() throws Exception {
        fresh.stop();
    }

    @Override
    public RejectionStore store() {
        return new DynamoRejections(fresh.table());
    }

    @Test
    void expiresAfterADay() {
        store().add(Refusals.at("ttl", 0, "signature-missing"));

        assertThat(fresh.everything())
                .contains(Long.toString(Refusals.NOON.plusSeconds(86_400).getEpochSecond()));
    }

    @Test
    void looksAtABoundedPartForARareReasonAndGoesOnFromThere() {
        var store = store();
        for (int i = 0; i < 1_000; i++) store.add(large(i));
        var oldest = Refusals.at("rare", -1, "timestamp-too-old");
        store.add(oldest);

        var found = new ArrayList<Rejection>();
        int pages = 0;
        String before = null;
        do {
            var page = store.newest("rare", before, "timestamp-too-old", 10);
            found.addAll(page.rejections());
            before = page.examinedTo();
            pages++;
        } while (before != null);

        assertThat(found).containsExactly(oldest);
        assertThat(pages).as("8 MB in pages of 4 MB").isBetween(2, 4);
    }

    /** About 8 KB. */
    private static Rejection large(int second) {
        var plain = Refusals.at("rare", second, "signature-mismatch");
        var names = new ArrayList<String>();
        for (int i = 0; i < 80; i++) names.add("x-" + i + "y".repeat(96));
        return new Rejection(
                plain.id(), plain.source(), plain.at(), plain.reason(), "", 0, "", List.copyOf(names), "", "", 0);
    }
}
