package dev.usher.bench;

import dev.usher.bench.coldstart.ColdStart;
import dev.usher.bench.cost.Cost;
import dev.usher.bench.drill.Drill;
import dev.usher.bench.gateway.Overhead;
import dev.usher.bench.limits.Limits;
import dev.usher.bench.load.Load;
import dev.usher.bench.micro.Micro;
import dev.usher.bench.regions.Figures;
import java.util.Arrays;
import java.util.List;

/** What {@code bench/run} starts: the first word is the measurement, the others are its options. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        var words =
                Arrays.stream(String.join(" ", arguments).trim().split("\\s+")).toList();
        var options = List.copyOf(words.subList(1, words.size()));
        switch (words.getFirst()) {
            case "load" -> Load.run(options);
            case "limits" -> Limits.run(options);
            case "gateway" -> Overhead.run(options);
            case "drill" -> Drill.run(options);
            case "jmh" -> Micro.run(options);
            case "cost" -> Cost.run(options);
            case "regions" -> Figures.run(options);
            case "coldstart" -> ColdStart.run(options);
            default -> {
                System.err.println("usage: bench/run load|limits|gateway|drill|jmh|cost|regions|coldstart [options]");
                System.exit(2);
            }
        }
    }
}
