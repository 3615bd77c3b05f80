package dev.usher.bench.regions;

import dev.usher.bench.regions.Setting.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of what regions admit together over their limit, simulated; or, with {@code live}, measured. */
public final class Figures {
    private static final Path REPORT = Path.of("docs/reference/regions-figures.md");
    private static final int SEEDS = 5;
    private static final long ALL = Long.MAX_VALUE;

    private Figures() {}

    /**
     * Prints the tables; {@code report} also writes them into the reference, and {@code live} measures three real servers
     * instead.
     */
    public static void run(List<String> options) throws Exception {
        if (options.contains("live")) {
            Live.run(options.contains("quick"));
            return;
        }
        for (var option : options)
            if (!option.equals("report")) throw new IllegalArgumentException("regions has no option " + option);
        var text = tables();
        System.out.println();
        if (options.contains("report")) write(text);
    }

    private static void write(String tables) throws IOException {
        var head = """
                # Regions: what they admit together, simulated

                Written by `bench/run regions report` on %s; do not edit. Virtual time, Usher's own limiter and worker, five seeds, the
                worst of them. Every region is asked for more than it may admit, independently of the others, from the beginning of a
                minute to its end; 5 ms after a refusal the region is asked again. Figures are units that all regions admitted within that minute,
                divided by the limit: 1.00 is exactly the limit, 1.05 is five in a hundred too many. What the columns mean is in [regions](regions.md).

                """.formatted(LocalDate.now(java.time.ZoneOffset.UTC));
        Files.writeString(REPORT, head + tables);
    }

    private static String tables() {
        var text = new StringBuilder();
        text.append("## Connected\n\nBatches of 10, 15 (Usher's), 25 and 100 ms, and escrow.\n\n");
        row(
                text,
                "regions",
                "limit a minute",
                "requests a second and region",
                "10 ms",
                "15 ms",
                "25 ms",
                "100 ms",
                "escrow");
        rule(text, 8);
        for (int regions : List.of(3, 5, 8)) {
            connected(text, regions, 100, 50);
            connected(text, regions, 600, 200);
            connected(text, regions, 6_000, 1_000);
            connected(text, regions, 60_000, 2_000);
        }
        text.append(
                "\n## Used\n\nThree regions, batches of 15 ms, the least of the seeds: the others are asked as much as the first, "
                        + "two in a hundred of it, or nothing.\n\n");
        row(text, "limit a minute", "requests a second in the first", "as much", "two in a hundred", "nothing");
        rule(text, 5);
        used(text, 100, 50);
        used(text, 600, 200);
        used(text, 6_000, 1_000);
        used(text, 60_000, 2_000);
        text.append(
                "\n## Cut off\n\nThe last region is cut off after a second, until the end or for half a minute. Batches of 15 ms. "
                        + "`plain` is what would be without the freeze.\n\n");
        row(text, "regions", "limit a minute", "requests a second and region", "cut", "plain", "eventual", "escrow");
        rule(text, 7);
        for (int regions : List.of(3, 5)) {
            cut(text, regions, 600, 20, ALL);
            cut(text, regions, 6_000, 60, ALL);
            cut(text, regions, 6_000, 500, ALL);
            cut(text, regions, 6_000, 500, 31_000);
            cut(text, regions, 60_000, 2_000, ALL);
        }
        text.append(
                "\n## Messages lost\n\nThree regions, batches of 15 ms; so many of a hundred messages do not arrive, and as many "
                        + "arrive twice.\n\n");
        row(text, "limit a minute", "requests a second and region", "lost and doubled", "eventual", "escrow");
        rule(text, 5);
        for (int lost : List.of(1, 10, 30)) {
            var eventual = Setting.of(3, 6_000, 500, 15, Sharing.EVENTUAL).losing(lost);
            var escrow = Setting.of(3, 6_000, 500, 15, Sharing.ESCROW).losing(lost);
            row(text, "6,000", "500", lost + " %", worst(eventual), worst(escrow));
        }
        return text.toString();
    }

    private static void connected(StringBuilder text, int regions, long limit, int rate) {
        var cells = new ArrayList<String>(List.of(number(regions), number(limit), number(rate)));
        for (int batch : List.of(10, 15, 25, 100))
            cells.add(worst(Setting.of(regions, limit, rate, batch, Sharing.EVENTUAL)));
        cells.add(worst(Setting.of(regions, limit, rate, 15, Sharing.ESCROW)));
        row(text, cells.toArray(String[]::new));
    }

    private static void cut(StringBuilder text, int regions, long limit, int rate, long healMs) {
        var cells = new ArrayList<String>(List.of(
                number(regions), number(limit), number(rate), healMs == ALL ? "1 s to the end" : "1 s to 31 s"));
        for (var sharing : Sharing.values())
            cells.add(worst(Setting.of(regions, limit, rate, 15, sharing).cut(1_000, healMs)));
        row(text, cells.toArray(String[]::new));
    }

    private static void used(StringBuilder text, long limit, int rate) {
        var cells = new ArrayList<String>(List.of(number(limit), number(rate)));
        for (int others : List.of(100, 2, 0))
            cells.add(least(Setting.of(3, limit, rate, 15, Sharing.EVENTUAL).others(others)));
        row(text, cells.toArray(String[]::new));
    }

    private static String least(Setting setting) {
        double least = Double.MAX_VALUE;
        for (int seed = 1; seed <= SEEDS; seed++) least = Math.min(least, Simulation.passed(setting, seed));
        return String.format(Locale.ROOT, "%.3f", least);
    }

    private static String worst(Setting setting) {
        double most = 0;
        for (int seed = 1; seed <= SEEDS; seed++) most = Math.max(most, Simulation.passed(setting, seed));
        return String.format(Locale.ROOT, "%.3f", most);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static void row(StringBuilder text, String... cells) {
        var line = "| " + String.join(" | ", cells) + " |\n";
        System.out.print(line); // as they come: all of it takes minutes
        text.append(line);
    }

    private static void rule(StringBuilder text, int columns) {
        text.append("|").append(" --- |".repeat(columns)).append('\n');
    }
}
