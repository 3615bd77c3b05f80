package dev.usher.bench.limits;

import dev.usher.bench.peer.Library;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One figure of every library, once a round. */
final class Samples {
    private final Map<Library, List<Double>> byRound = new EnumMap<>(Library.class);

    void add(Library library, double value) {
        byRound.computeIfAbsent(library, first -> new ArrayList<>()).add(value);
    }

    /** @throws IllegalStateException when it was not measured */
    double median(Library library) {
        return median(of(library).stream().mapToDouble(value -> value));
    }

    /** The median of what a library has of another's figure of the same round: 1 for as much. */
    double share(Library library, Library ofOther) {
        var own = of(library);
        var other = of(ofOther);
        return median(IntStream.range(0, own.size()).mapToDouble(round -> own.get(round) / other.get(round)));
    }

    double least(Library library) {
        return of(library).stream().mapToDouble(value -> value).min().orElseThrow();
    }

    double most(Library library) {
        return of(library).stream().mapToDouble(value -> value).max().orElseThrow();
    }

    private List<Double> of(Library library) {
        var values = byRound.get(library);
        if (values == null) throw new IllegalStateException(library + " was not measured");
        return values;
    }

    private static double median(java.util.stream.DoubleStream values) {
        var sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }
}
