package dev.usher.bench.limits;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a comparison does.
 *
 * @param rounds how often everything is measured; the table has their medians
 * @param threads how many ask at once, one figure each
 * @param parts what is measured
 * @param report the table goes into the reference, too
 */
record Plan(int rounds, List<Integer> threads, Sizes sizes, Set<Part> parts, boolean report) {
    /** A group of rows. */
    enum Part {
        PASS,
        DENY,
        MEMORY,
        LEAK,
        EXACT,
        RETRY,
        OUTAGE
    }

    /**
     * How long, and how many of each.
     *
     * @param warmUp before each figure
     * @param time of each figure of speed
     * @param states in which the told time is checked, of each library that tells one; of Usher nine times as many
     * @param outageChecks in each outage
     * @param giveUp after which a check in an outage counts as unanswered
     */
    record Sizes(Duration warmUp, Duration time, int states, int outageChecks, Duration giveUp) {
        static final Sizes FULL =
                new Sizes(Duration.ofMillis(500), Duration.ofSeconds(2), 2_000, 30, Duration.ofSeconds(1));
        static final Sizes QUICK =
                new Sizes(Duration.ofMillis(200), Duration.ofMillis(500), 200, 10, Duration.ofMillis(500));
    }

    static final int LEAST_ROUNDS = 3;

    Plan {
        threads = List.copyOf(threads);
        parts = Set.copyOf(parts);
        if (rounds < 1) throw new IllegalArgumentException("rounds must be 1 or more");
        if (threads.isEmpty() || threads.stream().anyMatch(count -> count < 1))
            throw new IllegalArgumentException("threads must be 1 or more");
        if (report && (rounds < LEAST_ROUNDS || !sizes.equals(Sizes.FULL) || parts.size() < Part.values().length))
            throw new IllegalArgumentException(
                    "report wants everything measured, in " + LEAST_ROUNDS + " rounds or more, and not quick");
    }

    /**
     * From options: {@code quick}, {@code report}, {@code rounds=N}, {@code threads=N,N}, {@code only=pass,deny,...}.
     *
     * @throws IllegalArgumentException naming an option that does not exist
     */
    static Plan from(List<String> options) {
        int rounds = LEAST_ROUNDS;
        var threads = List.of(1, 8, 32);
        var sizes = Sizes.FULL;
        Set<Part> parts = EnumSet.allOf(Part.class);
        boolean report = false;
        for (var option : options) {
            var value = option.replaceFirst("[^=]*=?", "");
            switch (option.replaceFirst("=.*", "")) {
                case "quick" -> sizes = Sizes.QUICK;
                case "report" -> report = true;
                case "rounds" -> rounds = number(option, value);
                case "threads" ->
                    threads = list(value).map(text -> number(option, text)).toList();
                case "only" -> parts = parts(option, value);
                default -> throw new IllegalArgumentException("limits has no option " + option);
            }
        }
        return new Plan(rounds, threads, sizes, parts, report);
    }

    /** In one line, for whoever reads the figures. */
    String describe() {
        return "Medians of %d rounds of %.1f s each, libraries in turn%s."
                .formatted(
                        rounds,
                        sizes.time().toMillis() / 1e3,
                        sizes.equals(Sizes.FULL) ? "" : "; quick, not to be quoted");
    }

    private static int number(String option, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " does not have a number", e);
        }
    }

    private static Set<Part> parts(String option, String value) {
        var parts = EnumSet.noneOf(Part.class);
        var known = List.of(Part.values());
        list(value)
                .map(name -> known.stream()
                        .filter(part -> part.name().toLowerCase(Locale.ROOT).equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(option + ": no such part: " + name)))
                .forEach(parts::add);
        return parts;
    }

    private static Stream<String> list(String value) {
        return Arrays.stream(value.split(",", -1));
    }
}
