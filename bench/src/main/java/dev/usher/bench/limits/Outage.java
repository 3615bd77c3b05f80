package dev.usher.bench.limits;

import dev.usher.bench.peer.Answer;
import dev.usher.bench.peer.Library;
import dev.usher.bench.peer.Peer;
import dev.usher.bench.peer.Rule;
import dev.usher.bench.peer.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How long a check takes while Redis answers nothing, and while it refuses connections. It has a Redis of its own. All libraries
 * wait side by side, each check after the last: nobody has work to do meanwhile.
 */
final class Outage implements Measure {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final double MOST_MS = 50;

    /** What happened to Redis, and how the libraries were set up. */
    private enum Situation {
        FROZEN("frozen", null),
        FROZEN_SHORT("frozen", SHORT),
        REFUSED("refused", null),
        REFUSED_SHORT("refused", SHORT);

        private final String state;
        private final @Nullable Duration timeout;

        Situation(String state, @Nullable Duration timeout) {
            this.state = state;
            this.timeout = timeout;
        }

        String title(int checks) {
            return "Redis %s, %s, %d checks: p50 / max ms"
                    .formatted(state, timeout == null ? "defaults" : "timeout " + timeout.toMillis() + " ms", checks);
        }
    }

    /** What came of the checks of all rounds. */
    private static final class Figure {
        private final Samples p50 = new Samples();
        private final Samples most = new Samples();
        private final Map<Library, TreeMap<String, Integer>> outcomes = new EnumMap<>(Library.class);
    }

    private final Map<Situation, Figure> figures = new EnumMap<>(Situation.class);
    private final Plan.Sizes sizes;

    Outage(Plan.Sizes sizes) {
        this.sizes = sizes;
        for (var situation : Situation.values()) figures.put(situation, new Figure());
    }

    /** A library that waits in a situation. */
    private record Session(Library library, Situation situation, Peer peer) {}

    /** One check: how long it took, and what came of it. */
    private record Check(double ms, String outcome) {}

    @Override
    public void round(Ground ground, int round) throws Exception {
        try (var server = Server.start()) {
            during(server, List.of(Situation.FROZEN, Situation.FROZEN_SHORT), () -> {
                server.freeze();
                return server::thaw;
            });
            during(server, List.of(Situation.REFUSED, Situation.REFUSED_SHORT), () -> {
                server.kill();
                return () -> {};
            });
        }
    }

    /** Something done to a server, and how to undo it. */
    @FunctionalInterface
    private interface Blow {
        Undo strike() throws Exception;
    }

    @FunctionalInterface
    private interface Undo {
        void undo() throws Exception;
    }

    private void during(Server server, List<Situation> situations, Blow blow) throws Exception {
        var sessions = new ArrayList<Session>();
        try {
            for (var situation : situations)
                for (var library : Library.values()) sessions.add(open(server, library, situation));
            var undo = blow.strike();
            try {
                askAll(sessions);
            } finally {
                undo.undo();
            }
        } finally {
            sessions.forEach(session -> session.peer().close());
        }
    }

    private static Session open(Server server, Library library, Situation situation) throws InterruptedException {
        var setup = Setup.of(server.url(), Rule.minuteHourDay(1_000_000, 1_000_000, 1_000_000));
        if (situation.timeout != null) setup = setup.timeout(situation.timeout);
        return new Session(library, situation, Ground.open(library, setup, List.of(subject(library))));
    }

    /** They stand in one Redis here, and not all give their keys a name of their own. */
    private static String subject(Library library) {
        return "outage-" + library.title();
    }

    private void askAll(List<Session> sessions) throws InterruptedException {
        var checks = new ArrayList<List<Check>>();
        sessions.forEach(session -> checks.add(new ArrayList<>()));
        Crowd.each(sessions.size(), sessions.size(), i -> {
            for (int n = 0; n < sizes.outageChecks(); n++) checks.get(i).add(ask(sessions.get(i)));
        });
        for (int i = 0; i < sessions.size(); i++) keep(sessions.get(i), checks.get(i));
    }

    private Check ask(Session session) throws InterruptedException {
        var task = new FutureTask<Answer>(() -> session.peer().ask(subject(session.library())));
        long began = System.nanoTime();
        Thread.ofPlatform().daemon().start(task);
        String outcome;
        try {
            outcome = switch (task.get(sizes.giveUp().toMillis(), TimeUnit.MILLISECONDS)
                    .kind()) {
                case ADMITTED, DENIED -> "answer";
                case FALLBACK -> "fallback";
            };
        } catch (ExecutionException | CancellationException e) {
            outcome = "error";
        } catch (TimeoutException e) {
            task.cancel(true);
            outcome = "none";
        }
        return new Check((System.nanoTime() - began) / 1e6, outcome);
    }

    private void keep(Session session, List<Check> checks) {
        var figure = Objects.requireNonNull(figures.get(session.situation()));
        var sorted = checks.stream().mapToDouble(Check::ms).sorted().toArray();
        figure.p50.add(session.library(), sorted[sorted.length / 2]);
        figure.most.add(session.library(), sorted[sorted.length - 1]);
        var outcomes = figure.outcomes.computeIfAbsent(session.library(), first -> new TreeMap<>());
        checks.forEach(check -> outcomes.merge(check.outcome(), 1, Integer::sum));
    }

    @Override
    public List<Row> rows() {
        return Arrays.stream(Situation.values()).map(this::row).toList();
    }

    private Row row(Situation situation) {
        var figure = Objects.requireNonNull(figures.get(situation));
        var cells = new EnumMap<Library, String>(Library.class);
        figure.outcomes.forEach((library, outcomes) -> cells.put(
                library,
                ms(figure.p50.median(library)) + " / " + ms(figure.most.median(library)) + ", " + words(outcomes)));
        boolean met = figure.most.median(Library.USHER) <= MOST_MS;
        return new Row(situation.title(sizes.outageChecks()), cells, Row.goal("≤ %.0f ms".formatted(MOST_MS), met));
    }

    private String ms(double value) {
        return value < sizes.giveUp().toMillis()
                ? "%.1f".formatted(value)
                : "> " + sizes.giveUp().toMillis();
    }

    /** One word when it is the same for all. */
    private static String words(Map<String, Integer> outcomes) {
        if (outcomes.size() == 1) return outcomes.keySet().iterator().next();
        return outcomes.entrySet().stream()
                .map(outcome -> outcome.getValue() + " " + outcome.getKey())
                .collect(Collectors.joining(", "));
    }
}
