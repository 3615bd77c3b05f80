package dev.usher.webhook;

import dev.usher.message.StoreUnavailable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rejections in a list; can be told to refuse. */
public final class InMemoryRejectionStore implements RejectionStore {
    private final List<Rejection> all = new ArrayList<>();
    private boolean refusing;

    public synchronized void refuse(boolean yes) {
        refusing = yes;
    }

    /** In the order they came. */
    public synchronized List<Rejection> all() {
        return List.copyOf(all);
    }

    @Override
    public synchronized void add(Rejection rejection) {
        if (refusing) throw new StoreUnavailable("refused", new IllegalStateException("as told"));
        all.add(rejection);
    }

    @Override
    public synchronized Page newest(String source, @Nullable String before, @Nullable String reason, int limit) {
        var found = all.stream()
                .filter(one -> one.source().equals(source))
                .filter(one -> before == null || one.id().compareTo(before) < 0)
                .filter(one -> reason == null || one.reason().equals(reason))
                .sorted(Comparator.comparing(Rejection::id).reversed())
                .toList();
        if (found.size() <= limit) return new Page(found, null);
        return new Page(found.subList(0, limit), found.get(limit - 1).id());
    }
}
