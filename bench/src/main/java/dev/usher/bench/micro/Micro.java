package dev.usher.bench.micro;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the microbenchmarks by JMH and prints one table: time and allocation of each. */
public final class Micro {
    private Micro() {}

    /**
     * Measures and prints.
     *
     * @param options {@code quick}, and regular expressions over names of benchmarks; none: all
     */
    public static void run(List<String> options) throws RunnerException {
        boolean quick = options.contains("quick") || Boolean.getBoolean("quick");
        var builder = new OptionsBuilder();
        var names = new ArrayList<>(options);
        names.remove("quick");
        if (names.isEmpty()) names.add("dev.usher.bench.micro");
        names.forEach(builder::include);
        builder.mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(quick ? 1 : 3)
                .warmupIterations(quick ? 3 : 5)
                .warmupTime(TimeValue.milliseconds(quick ? 300 : 1_000))
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(TimeValue.milliseconds(quick ? 300 : 1_000))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT);
        print(new Runner(builder.build()).run());
    }

    private static void print(Collection<RunResult> results) {
        System.out.printf("%-48s %12s %12s %14s%n", "", "µs", "± (99.9 %)", "bytes allocated");
        for (var result : results) {
            var primary = result.getPrimaryResult();
            var allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            System.out.printf(
                    Locale.ROOT,
                    "%-48s %12.2f %12.2f %14.0f%n",
                    name(result),
                    primary.getScore(),
                    primary.getScoreError(),
                    allocated == null ? Double.NaN : allocated.getScore());
        }
    }

    private static String name(RunResult result) {
        var parameters = result.getParams();
        var method = parameters.getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1");
        var values = new ArrayList<String>();
        for (var key : parameters.getParamsKeys()) values.add(parameters.getParam(key));
        return values.isEmpty() ? method : method + " " + String.join(" ", values);
    }
}
