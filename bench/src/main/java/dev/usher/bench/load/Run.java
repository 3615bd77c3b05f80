package dev.usher.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/** One run against one fresh host. */
final class Run {
    /** Closed loops are stopped by time; so many a second are prepared for. */
    static final int MOST_PER_SECOND = 3_000;

    private static final int CONNECTIONS = 16;
    private static final int BURST_CONNECTIONS = 64;
    private static final int OPEN_PER_SECOND = 60;
    private static final Duration DRAIN = Duration.ofMinutes(2);

    private final Plan plan;
    private final Parts parts;
    private final Map<Metric, Double> results = new EnumMap<>(Metric.class);

    /** What takes part in a run. */
    record Parts(HostProcess host, Sender sender, Sink sink, Ledger ledger) {}

    Run(Plan plan, Parts parts) {
        this.plan = plan;
        this.parts = parts;
    }

    Map<Metric, Double> measure() throws IOException, InterruptedException {
        parts.sender.closedLoop(CONNECTIONS, plan.warmUp());
        drain();
        if (plan.phases().contains(Plan.Phase.OPEN)) open();
        if (plan.phases().contains(Plan.Phase.CLOSED)) closed();
        if (plan.phases().contains(Plan.Phase.PROFILE)) profile();
        if (plan.phases().contains(Plan.Phase.BURST)) burst();
        System.out.println("answers by status " + parts.ledger.statuses());
        put(Metric.REFUSED, parts.ledger.refusals());
        put(Metric.LOST, parts.ledger.lost(0, parts.sender.next()));
        put(Metric.DUPLICATES, parts.ledger.duplicates());
        put(Metric.PEAK_MEMORY, parts.host.usage().peakBytes() / (1024.0 * 1024.0));
        if (parts.sink.unreadable() > 0)
            throw new IOException("the sink could not read " + parts.sink.unreadable() + " deliveries");
        return results;
    }

    private void open() throws IOException, InterruptedException {
        int from = parts.sender.next();
        var before = parts.host.usage();
        parts.sender.openLoop(OPEN_PER_SECOND, plan.open());
        drain();
        int to = parts.sender.next();
        put(Metric.OPEN_CPU, parts.host.usage().secondsSince(before) * 1_000 / (to - from));
        var acks = parts.ledger.untilAnswered(from, to);
        put(Metric.OPEN_ACK_P50, millis(acks, 50));
        put(Metric.OPEN_ACK_P95, millis(acks, 95));
        put(Metric.OPEN_ACK_P99, millis(acks, 99));
        var arrivals = parts.ledger.fromAnswerToArrival(from, to);
        put(Metric.OPEN_ARRIVAL_P50, millis(arrivals, 50));
        put(Metric.OPEN_ARRIVAL_P99, millis(arrivals, 99));
        var whole = parts.ledger.untilArrived(from, to);
        put(Metric.OPEN_WHOLE_P50, millis(whole, 50));
        put(Metric.OPEN_WHOLE_P99, millis(whole, 99));
    }

    private void closed() throws IOException, InterruptedException {
        int from = parts.sender.next();
        var before = parts.host.usage();
        var ownBefore = Usage.ofThisProcess();
        parts.sender.closedLoop(CONNECTIONS, plan.closed());
        drain();
        int to = parts.sender.next();
        double thousands = (to - from) / 1_000.0;
        put(Metric.CLOSED_CPU, parts.host.usage().secondsSince(before) / thousands);
        put(Metric.CLOSED_GENERATOR_CPU, Usage.ofThisProcess().secondsSince(ownBefore) / thousands);
        put(Metric.CLOSED_ACCEPTED, (to - from) / parts.ledger.secondsUntilLastAnswer(from, to));
        put(Metric.CLOSED_DRAINED, (to - from) / parts.ledger.secondsUntilLastArrival(from, to));
        var acks = parts.ledger.untilAnswered(from, to);
        put(Metric.CLOSED_ACK_P50, millis(acks, 50));
        put(Metric.CLOSED_ACK_P95, millis(acks, 95));
        put(Metric.CLOSED_ACK_P99, millis(acks, 99));
    }

    /** The closed loop again, this time sampled, so that sampling does not burden the other figures. */
    private void profile() throws IOException, InterruptedException {
        int from = parts.sender.next();
        var recording = Recording.start(parts.host.pid());
        var before = parts.host.usage();
        parts.sender.closedLoop(CONNECTIONS, plan.closed());
        drain();
        var after = parts.host.usage();
        var file = Path.of("bench", "target", "profile.jfr").toAbsolutePath(); // kept, for a closer look
        recording.stop(file);
        var split = Split.of(before, after, parts.sender.next() - from, Profile.read(file));
        System.out.println(split.describe());
        put(Metric.USHER_CPU, split.usher());
        put(Metric.USHER_WITH_LIBRARIES_CPU, split.usherWithLibraries());
    }

    private void burst() throws IOException, InterruptedException {
        int from = parts.sender.next();
        int duplicates = parts.ledger.duplicates();
        int arrivals = parts.ledger.arrivals();
        long start = System.nanoTime();
        parts.sink.hold();
        parts.sender.closedLoop(BURST_CONNECTIONS, plan.burst());
        int to = parts.sender.next();
        put(Metric.BURST_IN_FLIGHT, to - from - (parts.ledger.arrivals() - arrivals));
        parts.sink.release();
        drain();
        put(Metric.BURST_SECONDS, (System.nanoTime() - start) / 1e9);
        put(Metric.BURST_LOST, parts.ledger.lost(from, to));
        put(Metric.BURST_DUPLICATES, parts.ledger.duplicates() - duplicates);
    }

    /** Waits until all that was accepted has arrived; after {@link #DRAIN} without all, what is missing counts as lost. */
    private void drain() throws InterruptedException {
        await(() -> parts.ledger.arrivals() >= parts.ledger.answers() - parts.ledger.refusals());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + DRAIN.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) Thread.sleep(5);
    }

    private void put(Metric metric, double value) {
        results.put(metric, value);
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1_000.0;
    }
}
