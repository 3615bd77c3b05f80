package dev.usher.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link RejectionStore} must do. */
public interface RejectionStoreContract {
    RejectionStore store();

    @Test
    default void givesBackWhatWasKept() {
        var store = store();
        var source = newSource();
        var full = Refusals.at(source, 0, "signature-mismatch");
        var bare = new Rejection(
                Refusals.at(source, 1, "").id(),
                source,
                Refusals.NOON.plusSeconds(1),
                "signature-missing",
                "",
                0,
                "",
                List.of(),
                "",
                "",
                7);

        store.add(full);
        store.add(bare);

        assertThat(store.newest(source, null, null, 10).rejections()).containsExactly(bare, full);
    }

    @Test
    default void pagesFromTheNewestToTheOldest() {
        var store = store();
        var source = newSource();
        var expected = new ArrayList<Rejection>();
        for (int i = 0; i < 25; i++) {
            var one = Refusals.at(source, i, i % 2 == 0 ? "signature-missing" : "timestamp-too-old");
            store.add(one);
            expected.addFirst(one);
        }
        store.add(Refusals.at(newSource(), 3, "signature-missing"));

        assertThat(read(store, source, null)).isEqualTo(expected);
        expected.removeIf(one -> !one.reason().equals("timestamp-too-old"));
        assertThat(read(store, source, "timestamp-too-old")).isEqualTo(expected);
        assertThat(read(store, source, "body-hash-mismatch")).isEmpty();
    }

    private static List<Rejection> read(RejectionStore store, String source, @Nullable String reason) {
        var all = new ArrayList<Rejection>();
        String before = null;
        do {
            var page = store.newest(source, before, reason, 4);
            assertThat(page.rejections()).hasSizeLessThanOrEqualTo(4);
            all.addAll(page.rejections());
            before = page.examinedTo();
        } while (before != null);
        return all;
    }

    private static String newSource() {
        return "s-" + UUID.randomUUID();
    }
}
