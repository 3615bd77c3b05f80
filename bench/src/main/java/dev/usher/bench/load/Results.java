package dev.usher.bench.load;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The table of several runs: median, least and most. */
final class Results {
    private Results() {}

    static String table(List<Map<Metric, Double>> runs) {
        var text = new StringBuilder();
        text.append("%-44s %10s %10s %10s %10s %10s%n".formatted("", "median", "least", "most", "to reach", "to beat"));
        for (var metric : Metric.values()) {
            var values = runs.stream()
                    .filter(run -> run.containsKey(metric))
                    .mapToDouble(run -> run.getOrDefault(metric, 0.0))
                    .sorted()
                    .toArray();
            if (values.length == 0) continue;
            text.append("%-44s %10s %10s %10s %10s %10s%n"
                    .formatted(
                            metric.title(),
                            metric.format(median(values)),
                            metric.format(values[0]),
                            metric.format(values[values.length - 1]),
                            metric.goal(),
                            metric.toBeat()));
        }
        return text.toString();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }
}
