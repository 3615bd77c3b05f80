package dev.usher.bench.coldstart;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts every function again and again beside one that does nothing, without and with an AOT cache, and prints the medians. */
public final class ColdStart {
    private static final int ROUNDS = 5;

    private ColdStart() {}

    /**
     * Measures and prints.
     *
     * @param options {@code quick} (one round), {@code rounds=N}, {@code only=NAME,NAME}, {@code phases}, {@code before=FOLDER} with a
     *     checkout of another version, packaged
     */
    public static void run(List<String> options) throws Exception {
        int rounds = ROUNDS;
        boolean phases = false;
        var functions = Samples.functions();
        Path before = null;
        for (var option : options) {
            var value = option.substring(option.indexOf('=') + 1);
            switch (option.replaceFirst("=.*", "=")) {
                case "quick" -> rounds = 1;
                case "phases" -> phases = true;
                case "rounds=" -> rounds = Integer.parseInt(value);
                case "only=" -> functions = Arrays.asList(value.split(",", -1));
                case "before=" -> before = Path.of(value);
                default -> throw new IllegalArgumentException("coldstart has no option " + option);
            }
        }
        measure(functions, rounds, before, phases);
    }

    private static void measure(List<String> functions, int rounds, @Nullable Path before, boolean phases)
            throws Exception {
        try (var ground = Ground.start(Path.of(""))) {
            var table = new Table();
            table.add(ground.bare(false));
            table.add(ground.bare(true));
            for (var function : functions) {
                if (before != null) table.add(ground.plain(function, before, "before"));
                table.add(ground.plain(function, Path.of(""), "plain"));
                table.add(ground.cached(function, Path.of("")));
            }
            for (int round = 0; round < rounds; round++) {
                for (var row : table.rows()) row.starts().add(ground.start(row));
            }
            System.out.println(table.print(rounds, ground.pinned()));
            if (phases) printPhases(ground, table);
        }
    }

    private static void printPhases(Ground ground, Table table) throws Exception {
        for (var row : table.rows()) {
            System.out.println("\n" + row.function() + ", " + row.way());
            for (var line : ground.phases(row)) System.out.println("  " + line);
        }
    }
}
