package dev.usher.telemetry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what one environment measured, and writes it as lines that CloudWatch reads metrics from: the embedded metric format (see its
 * specification in the CloudWatch guide, and docs/adr/0029-metrics-are-read-off-the-log.md). Written at the end of an invocation, once a second
 * at most: what was measured since is lost when Lambda never uses the environment again.
 */
public final class Metrics {
    public static final String NAMESPACE = "Usher";

    /** Between two writes, at least. */
    static final Duration EVERY = Duration.ofSeconds(1);

    /** Times that are kept until they are written at once: as many as CloudWatch takes in one array. */
    static final int MOST_VALUES = 100;

    /** Words that one metric is told apart by; any further is {@link #OTHER}. */
    static final int MOST_LABELS = 30;

    static final String OTHER = "other";

    /** What was measured under one word: a sum, or times one by one. */
    private static final class Measured {
        private long sum;
        private final List<Long> times = new ArrayList<>();
    }

    private final @Nullable PrintStream out;
    private final String stack;
    private final String function;
    private final InstantSource clock;
    private final Map<Metric, Map<String, Measured>> measured = new EnumMap<>(Metric.class);
    private Instant written = Instant.EPOCH;

    /** @param stack a dimension of every metric, so that stacks of one account are told apart */
    public Metrics(PrintStream out, String stack, String function, InstantSource clock) {
        this(clock, out, stack, function);
    }

    private Metrics(InstantSource clock, @Nullable PrintStream out, String stack, String function) {
        this.out = out;
        this.stack = stack;
        this.function = function;
        this.clock = clock;
    }

    /** Metrics that nobody reads. */
    static Metrics none() {
        return new Metrics(InstantSource.system(), null, "", "");
    }

    void count(Metric metric, long times) {
        count(metric, "", times);
    }

    synchronized void count(Metric metric, String label, long times) {
        if (out != null && times != 0) under(metric, label).sum += times;
    }

    synchronized void time(Metric metric, long ms) {
        if (out == null) return;
        var times = under(metric, "").times;
        times.add(ms);
        if (times.size() >= MOST_VALUES) write();
    }

    private Measured under(Metric metric, String label) {
        var labels = measured.computeIfAbsent(metric, key -> new LinkedHashMap<>());
        var known = labels.containsKey(label) || labels.size() < MOST_LABELS ? label : OTHER;
        return labels.computeIfAbsent(known, key -> new Measured());
    }

    /** To be called at the end of an invocation. */
    public synchronized void writeIfDue() {
        if (!measured.isEmpty() && !clock.instant().isBefore(written.plus(EVERY))) write();
    }

    private void write() {
        if (out == null) return;
        while (!measured.isEmpty()) out.println(line());
        written = clock.instant();
    }

    /** One word of each metric, as a line has one value for each of its members; the rest is left for the next. */
    private ObjectNode line() {
        var line = Json.object();
        var directives = line.putObject("_aws").put("Timestamp", clock.millis()).putArray("CloudWatchMetrics");
        line.put("Stack", stack).put("function", function);
        var byDimension = new LinkedHashMap<String, ArrayNode>();
        for (var metrics = measured.entrySet().iterator(); metrics.hasNext(); ) {
            var entry = metrics.next();
            var metric = entry.getKey();
            var labels = entry.getValue();
            var label = labels.keySet().iterator().next();
            if (!fits(line, metric, label)) continue;
            if (!metric.dimension().isEmpty()) line.put(metric.dimension(), label);
            put(line, metric, labels.remove(label));
            byDimension
                    .computeIfAbsent(metric.dimension(), dimension -> directive(directives, dimension))
                    .addObject()
                    .put("Name", metric.label())
                    .put("Unit", metric.unit().label());
            if (labels.isEmpty()) metrics.remove();
        }
        return line;
    }

    private static boolean fits(ObjectNode line, Metric metric, String label) {
        return !line.has(metric.dimension())
                || line.path(metric.dimension()).asText().equals(label);
    }

    private static void put(ObjectNode line, Metric metric, @Nullable Measured value) {
        if (value == null) return;
        if (metric.unit() == Metric.Unit.MILLISECONDS) value.times.forEach(line.withArray(metric.label())::add);
        else line.put(metric.label(), value.sum);
    }

    /** Told apart by the stack alone, and by the dimension too. */
    private static ArrayNode directive(ArrayNode directives, String dimension) {
        var directive = directives.addObject().put("Namespace", NAMESPACE);
        var sets = directive.putArray("Dimensions");
        sets.addArray().add("Stack");
        if (!dimension.isEmpty()) sets.addArray().add("Stack").add(dimension);
        return directive.putArray("Metrics");
    }
}
