package dev.usher.bench.limits;

import dev.usher.bench.peer.Library;
import dev.usher.bench.peer.Rule;
import dev.usher.bench.peer.Setup;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** How many a limit admits when many ask at once. */
final class Exact implements Measure {
    private static final int THREADS = 32;
    private static final int TRIES = 3_000;
    private static final int LIMIT = 1_000;
    private static final String SUBJECT = "exact";

    private final Samples admitted = new Samples();
    private final Samples undecided = new Samples();

    @Override
    public void round(Ground ground, int round) throws Exception {
        var setup = Setup.of(ground.server().url(), Rule.minuteHourDay(1_000_000, 1_000_000, LIMIT));
        for (var library : Ground.turns(Library.limiters(), round)) {
            var yes = new AtomicInteger();
            var neither = new AtomicInteger();
            try (var peer = ground.openOnEmpty(library, setup, List.of(SUBJECT))) {
                Crowd.each(THREADS, TRIES, i -> {
                    try {
                        switch (peer.ask(SUBJECT).kind()) {
                            case ADMITTED -> yes.incrementAndGet();
                            case DENIED -> {}
                            case FALLBACK -> neither.incrementAndGet();
                        }
                    } catch (RuntimeException failed) {
                        neither.incrementAndGet();
                    }
                });
            }
            admitted.add(library, yes.get());
            undecided.add(library, neither.get());
        }
    }

    @Override
    public List<Row> rows() {
        var cells = new EnumMap<Library, String>(Library.class);
        for (var library : Library.limiters()) cells.put(library, cell(library));
        boolean met = admitted.least(Library.USHER) == LIMIT && admitted.most(Library.USHER) == LIMIT;
        return List.of(new Row(
                "%,d tries by %d threads at %,d/day: admitted".formatted(TRIES, THREADS, LIMIT),
                cells,
                Row.goal("%,d".formatted(LIMIT), met)));
    }

    private String cell(Library library) {
        double least = admitted.least(library);
        double most = admitted.most(library);
        return least == most ? "%,.0f".formatted(most) : "%,.0f to %,.0f".formatted(least, most);
    }

    @Override
    public List<String> notes() {
        var notes = new ArrayList<String>();
        for (var library : Library.limiters()) {
            if (undecided.most(library) > 0)
                notes.add("exactness: in one round %,.0f tries of %s were decided without Redis or not at all."
                        .formatted(undecided.most(library), library.title()));
        }
        return notes;
    }
}
