package dev.usher.bench.limits;

import dev.usher.bench.peer.Library;
import dev.usher.bench.peer.Peer;
import dev.usher.bench.peer.Rule;
import dev.usher.bench.peer.Setup;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;

/** What denied calls take from a window that had room for them. */
final class Leak implements Measure {
    private static final int TRIES = 100;
    private static final int MOST_RUNS = 10;
    private static final String SUBJECT = "leak";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private static final List<Rule> TIGHT_MINUTE = List.of(new Rule(10, MINUTE), new Rule(1_000, DAY));
    private static final List<Rule> TIGHT_DAY = List.of(new Rule(1_000, MINUTE), new Rule(10, DAY));

    private final Samples lostByDay = new Samples();
    private final Samples lostByMinute = new Samples();

    @Override
    public void round(Ground ground, int round) throws Exception {
        for (var library : Ground.turns(Library.limiters(), round)) {
            lostByDay.add(library, (double) lost(ground, library, TIGHT_MINUTE, TIGHT_MINUTE.getLast()));
            lostByMinute.add(library, (double) lost(ground, library, TIGHT_DAY, TIGHT_DAY.getFirst()));
        }
    }

    private static long lost(Ground ground, Library library, List<Rule> rules, Rule wide) throws InterruptedException {
        var setup = Setup.of(ground.server().url(), rules);
        for (int run = 1; ; run++) {
            try (var peer = ground.openOnEmpty(library, setup, List.of(SUBJECT))) {
                return lost(peer, wide);
            } catch (IllegalStateException late) { // what it took from Redis then is not known
                if (run == MOST_RUNS) throw late;
            }
        }
    }

    private static long lost(Peer peer, Rule wide) {
        long admitted = 0;
        for (int i = 0; i < TRIES; i++) {
            switch (peer.ask(SUBJECT).kind()) {
                case ADMITTED -> admitted++;
                case DENIED -> {}
                case FALLBACK -> throw new IllegalStateException("Redis did not answer in time");
            }
        }
        long missing = wide.limit() - admitted - peer.left(SUBJECT, wide);
        return Math.max(0, missing); // some refill while they count
    }

    @Override
    public List<Row> rows() {
        return List.of(
                row("100 tries at 10/min + 1,000/day: lost by the day", lostByDay),
                row("100 tries at 1,000/min + 10/day: lost by the minute", lostByMinute));
    }

    private static Row row(String title, Samples lost) {
        var cells = new EnumMap<Library, String>(Library.class);
        for (var library : Library.limiters()) cells.put(library, "%.0f".formatted(lost.most(library)));
        return new Row(title, cells, Row.goal("0", lost.most(Library.USHER) == 0));
    }
}
