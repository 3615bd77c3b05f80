package dev.usher.bench.limits;

import dev.usher.bench.peer.Answer;
import dev.usher.bench.peer.Library;
import dev.usher.bench.peer.Rule;
import dev.usher.bench.peer.Setup;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks a second and their times, by threads and keys. */
final class Speed implements Measure {
    private static final List<String> HOT = Ground.subjects(1);
    private static final int KEYS = 10_000;

    /** Never reached, and small enough for a script's numbers to stay exact. */
    private static final long UNREACHED = 10_000_000;

    private static final double LEAST_SHARE = 0.75;
    private static final double MOST_P99 = 1.5;

    private final List<Figure> figures;

    private Speed(List<Figure> figures) {
        this.figures = figures;
    }

    /** Checks that are never denied, over many keys and over one. */
    static Speed ofPassing(List<Integer> threads) {
        var rules = Rule.minuteHourDay(UNREACHED, UNREACHED, UNREACHED);
        var figures = new ArrayList<Figure>();
        for (var keys : List.of(Ground.subjects(KEYS), HOT))
            for (int count : threads) figures.add(new Figure("never denied", count, keys, rules));
        return new Speed(figures);
    }

    /** Checks of a subject that has nothing left for a day. */
    static Speed ofDenials(List<Integer> threads) {
        var rules = Rule.minuteHourDay(1, 1, 1);
        return new Speed(threads.stream()
                .map(count -> new Figure("denied", count, HOT, rules))
                .toList());
    }

    /** The figures of one kind of check, asked by so many threads. */
    private static final class Figure {
        private final String kind;
        private final int threads;
        private final List<String> keys;
        private final List<Rule> rules;
        private final Samples rate = new Samples();
        private final Samples p50 = new Samples();
        private final Samples p99 = new Samples();
        private final Map<Library, Long> unexpected = new EnumMap<>(Library.class);
        private final Map<Library, Long> checks = new EnumMap<>(Library.class);

        Figure(String kind, int threads, List<String> keys, List<Rule> rules) {
            this.kind = kind;
            this.threads = threads;
            this.keys = keys;
            this.rules = rules;
        }

        boolean denied() {
            return rules.getFirst().limit() == 1;
        }

        String title() {
            return "%s, %s, %s"
                    .formatted(
                            kind,
                            threads == 1 ? "1 thread" : threads + " threads",
                            keys.size() == 1 ? "one key" : "%,d keys".formatted(keys.size()));
        }
    }

    @Override
    public void round(Ground ground, int round) throws Exception {
        for (var figure : figures) {
            for (var library : Ground.turns(List.of(Library.values()), round)) measure(ground, figure, library);
        }
    }

    private static void measure(Ground ground, Figure figure, Library library) throws InterruptedException {
        boolean denied = figure.denied() && library.limits();
        try (var peer = ground.openOnEmpty(library, Setup.of(ground.server().url(), figure.rules), figure.keys)) {
            if (denied) Ground.askRedis(peer, figure.keys.getFirst());
            var expected = denied ? Answer.Kind.DENIED : Answer.Kind.ADMITTED;
            var pace = new Drive(peer, figure.keys, expected)
                    .run(figure.threads, ground.plan().sizes());
            figure.rate.add(library, pace.perSecond());
            figure.p50.add(library, pace.p50Ms());
            figure.p99.add(library, pace.p99Ms());
            figure.unexpected.merge(library, pace.unexpected(), Long::sum);
            figure.checks.merge(library, pace.checks() + pace.unexpected(), Long::sum);
        }
    }

    @Override
    public List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (var figure : figures) {
            rows.add(rates(figure));
            rows.add(times(figure));
        }
        return rows;
    }

    private static Row rates(Figure figure) {
        var cells = new EnumMap<Library, String>(Library.class);
        for (var library : Library.values()) {
            var rate = "%,.0f".formatted(figure.rate.median(library));
            cells.put(library, library == Library.INCR ? rate : rate + " (" + percent(share(figure, library)) + ")");
        }
        var goal = Row.goal("≥ " + percent(LEAST_SHARE) + " of INCR", share(figure, Library.USHER) >= LEAST_SHARE);
        return new Row(figure.title() + ": checks/s (of INCR)", cells, figure.denied() ? "" : goal);
    }

    private static Row times(Figure figure) {
        var cells = new EnumMap<Library, String>(Library.class);
        for (var library : Library.values())
            cells.put(
                    library,
                    "%.2f / %.2f".formatted(figure.p50.median(library), figure.p99.median(library))
                            + (library == Library.INCR ? "" : " (%.1f×)".formatted(slower(figure, library))));
        var goal = Row.goal("p99 ≤ " + MOST_P99 + "× INCR's", slower(figure, Library.USHER) <= MOST_P99);
        return new Row("… p50 / p99 ms (p99 of INCR's)", cells, figure.denied() ? "" : goal);
    }

    private static double share(Figure figure, Library library) {
        return figure.rate.share(library, Library.INCR);
    }

    private static double slower(Figure figure, Library library) {
        return figure.p99.share(library, Library.INCR);
    }

    private static String percent(double share) {
        return "%.0f %%".formatted(100 * share);
    }

    @Override
    public List<String> notes() {
        var notes = new ArrayList<String>();
        for (var figure : figures) {
            figure.unexpected.forEach((library, count) -> {
                if (count > 0)
                    notes.add(String.format(
                            Locale.ROOT,
                            "%s: %,d of %,d checks of %s were answered otherwise, without Redis, or not at all, and don't count.",
                            figure.title(),
                            count,
                            figure.checks.getOrDefault(library, 0L),
                            library.title()));
            });
        }
        return notes;
    }
}
