package dev.usher.bench.coldstart;

import dev.usher.bench.Machine;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** What is measured, and how it is told. */
final class Table {
    private final List<Row> rows = new ArrayList<>();

    void add(Row row) {
        rows.add(row);
    }

    List<Row> rows() {
        return rows;
    }

    /** As Markdown; the first row is the floor that the others are multiples of. */
    String print(int rounds, boolean pinned) {
        var text = new StringBuilder("%s · %s · load %.1f · %d starts each, in turn%n%n"
                .formatted(
                        Machine.describe(),
                        pinned ? "pinned to one core" : "not pinned: no taskset here",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                        rounds));
        text.append(
                "| function | way | first answer, ms | spread | of bare | init | first | second | CPU, ms | classes | MB |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        double floor = rows.getFirst().median(Start::firstAnswer);
        for (var row : rows) {
            double first = row.median(Start::firstAnswer);
            text.append("| %s | %s | %.0f | %.0f to %.0f | %.1fx | %.0f | %.0f | %.0f | %.0f | %d | %.1f |%n"
                    .formatted(
                            row.function(),
                            row.way(),
                            first,
                            row.least(Start::firstAnswer),
                            row.most(Start::firstAnswer),
                            first / floor,
                            row.median(Start::init),
                            row.median(Start::first),
                            row.median(Start::second),
                            row.median(Start::cpu),
                            row.classes(),
                            row.megabytes()));
        }
        return text.toString();
    }
}
