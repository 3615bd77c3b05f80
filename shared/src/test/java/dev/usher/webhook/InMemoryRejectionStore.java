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
    private int mostExamined = Integer.MAX_VALUE;

    /** Looks at no more than so many for one page. */
    public synchronized void examineAtMost(int most) {
        mostExamined = most;
    }

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
        var examined = all.stream()
                .filter(one -> one.source().equals(source))
                .filter(one -> before == null || one.id().compareTo(before) < 0)
                .sorted(Comparator.comparing(Rejection::id).reversed())
                .toList();
        var found = new ArrayList<Rejection>();
        for (int i = 0; i < examined.size(); i++) {
            var one = examined.get(i);
            if (reason == null || one.reason().equals(reason)) found.add(one);
            boolean last = i == examined.size() - 1;
            if (!last && (found.size() == limit || i + 1 == mostExamined)) return new Page(found, one.id());
        }
        return new Page(found, null);
    }
}
