package dev.usher.bench.limits;

import dev.usher.bench.Machine;
import dev.usher.bench.peer.Answer;
import dev.usher.bench.peer.Library;
import dev.usher.bench.peer.Rule;
import dev.usher.bench.peer.Setup;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The comparison of limiters: {@link Plan} says what it does, {@link Measure} has the rows. */
public final class Limits {
    private static final Path LAST = Path.of("bench", "target", "limits.md");
    private static final Page REFERENCE = new Page(Path.of("docs", "reference", "limiter-figures.md"));
    private static final int FIRST_THREADS = 8;

    private Limits() {}

    /** Measures, prints one table, and keeps it in a file. */
    public static void run(List<String> options) throws Exception {
        Locale.setDefault(Locale.ROOT); // a decimal point in every table
        InternalLoggerFactory.setDefaultFactory(Slf4JLoggerFactory.INSTANCE); // silent: outages are meant here
        var plan = Plan.from(options);
        if (plan.report()) REFERENCE.check();
        var measures = measures(plan);
        String text;
        try (var server = Server.start()) {
            var ground = new Ground(server, plan);
            warmUp(ground);
            for (int round = 0; round < plan.rounds(); round++) {
                System.out.println("round " + (round + 1) + " of " + plan.rounds());
                for (var measure : measures.entrySet()) {
                    System.out.println("  " + measure.getKey().name().toLowerCase(Locale.ROOT));
                    measure.getValue().round(ground, round);
                }
            }
            text = text(ground, List.copyOf(measures.values()));
        }
        System.out.println("\n" + text);
        Files.createDirectories(LAST.getParent());
        Files.writeString(LAST, text);
        System.out.println("kept as " + LAST);
        if (plan.report()) {
            REFERENCE.write(text);
            System.out.println("written into " + REFERENCE.file());
        }
    }

    private static Map<Plan.Part, Measure> measures(Plan plan) {
        var measures = new EnumMap<Plan.Part, Measure>(Plan.Part.class);
        for (var part : plan.parts()) {
            measures.put(
                    part,
                    switch (part) {
                        case PASS -> Speed.ofPassing(plan.threads());
                        case DENY -> Speed.ofDenials(plan.threads());
                        case MEMORY -> new Memory();
                        case LEAK -> new Leak();
                        case EXACT -> new Exact();
                        case RETRY -> new Retry();
                        case OUTAGE -> new Outage(plan.sizes());
                    });
        }
        return measures;
    }

    /** Compiles everybody's code before the first figure. */
    private static void warmUp(Ground ground) throws InterruptedException {
        var subjects = Ground.subjects(FIRST_THREADS);
        var setup = Setup.of(ground.server().url(), Rule.minuteHourDay(1_000_000, 1_000_000, 1_000_000));
        for (var library : Library.values()) {
            try (var peer = ground.openOnEmpty(library, setup, subjects)) {
                var pace = new Drive(peer, subjects, Answer.Kind.ADMITTED)
                        .run(FIRST_THREADS, ground.plan().sizes());
                System.out.println("%s: %,.0f checks/s warming up".formatted(library.title(), pace.perSecond()));
            }
        }
    }

    private static String text(Ground ground, List<Measure> measures) {
        var rows = new ArrayList<Row>();
        var notes = new ArrayList<String>();
        for (var measure : measures) {
            rows.addAll(measure.rows());
            notes.addAll(measure.notes());
        }
        var versions = Arrays.stream(Library.values())
                .filter(library ->
                        library != Library.SCRIPT && !library.version().isEmpty()) // Lettuce too
                .map(library -> (library == Library.INCR ? "Lettuce" : library.title()) + " " + library.version())
                .collect(Collectors.joining(" · "));
        var text = new StringBuilder(
                "%s · %s · %s\n\n".formatted(Machine.describe(), ground.server().describe(), versions));
        text.append(ground.plan().describe()).append("\n\n").append(Table.of(rows));
        if (!notes.isEmpty()) text.append("\n");
        notes.forEach(note -> text.append("- ").append(note).append("\n"));
        return text.toString();
    }
}
