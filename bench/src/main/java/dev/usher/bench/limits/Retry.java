package dev.usher.bench.limits;

import dev.usher.bench.peer.Answer;
import dev.usher.bench.peer.Library;
import dev.usher.bench.peer.Peer;
import dev.usher.bench.peer.Rule;
import dev.usher.bench.peer.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the time that a denied caller is told is the right one, to the millisecond: the same check must be denied one
 * millisecond before it and admitted at it. States come of random histories under random windows, on a clock that is set.
 */
final class Retry implements Measure {
    private static final long START_MS = 1_800_000_000_000L;
    private static final int WINDOW_SETS = 20;
    private static final int MOST_STEPS = 400;
    private static final int OWN_TIMES = 9;
    private static final List<Duration> LENGTHS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofDays(1));

    private final Map<Library, Tally> tallies = new EnumMap<>(Library.class);

    /** How many of the states had which mistake. */
    private static final class Tally {
        private int states;
        private int stillDenied;
        private int admittedBefore;
    }

    @Override
    public void round(Ground ground, int round) throws Exception {
        for (var library : Library.values()) {
            if (!library.tellsWait()) continue;
            var random = new Random(round); // the same windows and gaps for each
            var tally = tallies.computeIfAbsent(library, first -> new Tally());
            for (int i = 0; i < WINDOW_SETS; i++)
                visit(ground, library, random, states(ground, library) / WINDOW_SETS, tally);
        }
    }

    /** What is promised of Usher's times is promised of many states. */
    private static int states(Ground ground, Library library) {
        int states = ground.plan().sizes().states();
        return library == Library.USHER ? OWN_TIMES * states : states;
    }

    private static void visit(Ground ground, Library library, Random random, int states, Tally tally)
            throws InterruptedException {
        var nowMs = new AtomicLong(START_MS + random.nextLong(86_400_000));
        var setup = Setup.of(ground.server().url(), rules(random)).clock(nowMs::get);
        try (var peer = ground.openOnEmpty(library, setup, List.of())) {
            var gaps = new Random(random.nextLong());
            for (int visited = 0, subject = 0; visited < states; subject++)
                if (reachDenial(peer, "retry-" + subject, nowMs, gaps, tally)) visited++;
        }
    }

    private static List<Rule> rules(Random random) {
        var lengths = new ArrayList<>(LENGTHS);
        Collections.shuffle(lengths, random);
        return lengths.subList(0, 1 + random.nextInt(4)).stream()
                .sorted()
                .map(length -> new Rule(1 + random.nextInt(30), length))
                .toList();
    }

    /** Asks at random times until it is denied, and looks at what it was told; false when that came to nothing. */
    private static boolean reachDenial(Peer peer, String subject, AtomicLong nowMs, Random gaps, Tally tally)
            throws InterruptedException {
        int denialsToPass = gaps.nextInt(6); // so that windows are in all states, not only just filled
        long mostGapMs = 1L << gaps.nextInt(14);
        for (int step = 0; step < MOST_STEPS; step++) {
            var answer = peer.ask(subject);
            if (answer.kind() == Answer.Kind.FALLBACK) return undecided();
            var told = answer.told();
            if (told != null && denialsToPass-- == 0) return check(peer, subject, nowMs, ceilingMs(told), tally);
            nowMs.addAndGet(gaps.nextLong(told == null ? mostGapMs : 2 * ceilingMs(told)));
        }
        return false;
    }

    private static boolean check(Peer peer, String subject, AtomicLong nowMs, long waitMs, Tally tally)
            throws InterruptedException {
        nowMs.addAndGet(waitMs - 1);
        var before = peer.ask(subject).kind();
        nowMs.addAndGet(1);
        var then = peer.ask(subject).kind();
        if (before == Answer.Kind.FALLBACK || then == Answer.Kind.FALLBACK) return undecided();
        tally.states++;
        if (before == Answer.Kind.ADMITTED) tally.admittedBefore++;
        else if (then == Answer.Kind.DENIED) tally.stillDenied++;
        return true;
    }

    /** Redis may have counted what it did not answer in time, so nothing can be said about that subject any more. */
    private static boolean undecided() throws InterruptedException {
        Thread.sleep(20);
        return false;
    }

    /** Nobody comes again within a millisecond, so what is told more finely counts up to the next. */
    private static long ceilingMs(Duration told) {
        return Math.max(1, Math.ceilDiv(told.toNanos(), 1_000_000L));
    }

    @Override
    public List<Row> rows() {
        var cells = new EnumMap<Library, String>(Library.class);
        for (var library : Library.limiters()) cells.put(library, "tells none");
        tallies.forEach((library, tally) -> cells.put(
                library, "%,d + %,d of %,d".formatted(tally.stillDenied, tally.admittedBefore, tally.states)));
        var own = tallies.get(Library.USHER);
        boolean met = own != null && own.stillDenied + own.admittedBefore == 0;
        return List.of(new Row("wrong times to retry: still denied + free 1 ms before", cells, Row.goal("0 + 0", met)));
    }
}
