package dev.usher.bench.coldstart;

import dev.usher.bench.coldstart.Jvm.Launch;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A function and a way to start it.
 *
 * @param function its logical id; {@code bare} for the one that does nothing
 * @param way what stands in the table
 * @param classes loaded until the second answer
 * @param megabytes of what the way needs in its package: the jar, or the jar and its cache
 * @param starts grows while it is measured
 */
record Row(String function, String way, Launch launch, int classes, double megabytes, List<Start> starts) {
    /** The median. */
    double median(ToDoubleFunction<Start> figure) {
        var all = starts.stream().mapToDouble(figure).sorted().toArray();
        return all.length % 2 == 1 ? all[all.length / 2] : (all[all.length / 2 - 1] + all[all.length / 2]) / 2;
    }

    double least(ToDoubleFunction<Start> figure) {
        return starts.stream().mapToDouble(figure).min().orElse(0);
    }

    double most(ToDoubleFunction<Start> figure) {
        return starts.stream().mapToDouble(figure).max().orElse(0);
    }
}
