package dev.usher.bench.limits;

import dev.usher.bench.peer.Library;
import dev.usher.bench.peer.Peer;
import dev.usher.bench.peer.Rule;
import dev.usher.bench.peer.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a subject takes of Redis' memory, everything included: what {@code used_memory} grows by, over the number of subjects. */
final class Memory implements Measure {
    private static final List<String> SUBJECTS = Ground.subjects(10_000);
    private static final int THREADS = 4;
    private static final int MORE_CHECKS = 9;
    private static final double MOST_BYTES = 200;

    private static final List<Rule> THREE = Rule.minuteHourDay(60, 1_000, 9_000);
    private static final List<Rule> FOUR = Stream.concat(Stream.of(new Rule(20, Duration.ofSeconds(1))), THREE.stream())
            .toList();

    private final Samples three = new Samples();
    private final Samples threeLater = new Samples();
    private final Samples four = new Samples();

    @Override
    public void round(Ground ground, int round) throws Exception {
        for (var library : Ground.turns(List.of(Library.values()), round)) {
            measure(ground, library, THREE, three, threeLater);
            measure(ground, library, FOUR, four, null);
        }
    }

    private static void measure(
            Ground ground, Library library, List<Rule> rules, Samples first, @Nullable Samples later)
            throws InterruptedException {
        try (var peer = ground.openOnEmpty(library, Setup.of(ground.server().url(), rules), List.of())) {
            long before = ground.server().usedMemory();
            peer.prepare(SUBJECTS);
            askAll(peer, 1);
            first.add(library, perSubject(ground, before));
            if (later == null) return;
            askAll(peer, MORE_CHECKS);
            later.add(library, perSubject(ground, before));
        }
    }

    private static double perSubject(Ground ground, long before) throws InterruptedException {
        return (double) (ground.server().usedMemory() - before) / SUBJECTS.size();
    }

    private static void askAll(Peer peer, int times) throws InterruptedException {
        Crowd.each(THREADS, SUBJECTS.size() * times, i -> Ground.askRedis(peer, SUBJECTS.get(i % SUBJECTS.size())));
    }

    @Override
    public List<Row> rows() {
        var met = Row.goal("≤ %.0f".formatted(MOST_BYTES), four.median(Library.USHER) <= MOST_BYTES);
        var rows = new ArrayList<Row>();
        rows.add(row("memory per subject, three windows, after 1 check: bytes", three, ""));
        rows.add(row("… after " + (1 + MORE_CHECKS) + " checks", threeLater, ""));
        rows.add(row("memory per subject, four windows, after 1 check: bytes", four, met));
        return rows;
    }

    private static Row row(String title, Samples bytes, String goal) {
        var cells = new EnumMap<Library, String>(Library.class);
        for (var library : Library.values()) cells.put(library, "%,.0f".formatted(bytes.median(library)));
        return new Row(title, cells, goal);
    }
}
