package dev.usher.bench.load;

import dev.usher.bench.Machine;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The load run: {@link Plan} says what it does, {@link Metric} what it prints. */
public final class Load {
    private Load() {}

    /** Measures and prints; ends with an error when an event was lost or refused. */
    public static void run(List<String> options) throws Exception {
        var plan = Plan.from(options);
        System.out.println(Machine.describe());
        var results = new ArrayList<Map<Metric, Double>>();
        for (int i = 1; i <= plan.runs(); i++) {
            System.out.println("run " + i + " of " + plan.runs());
            results.add(once(plan));
        }
        System.out.println(Results.table(results));
        for (var result : results) {
            if (result.getOrDefault(Metric.LOST, 0.0) > 0 || result.getOrDefault(Metric.REFUSED, 0.0) > 0) {
                throw new IllegalStateException("events were lost or refused");
            }
        }
    }

    private static Map<Metric, Double> once(Plan plan) throws Exception {
        int capacity = plan.requests(Run.MOST_PER_SECOND);
        var ledger = new Ledger(capacity);
        try (var sink = new Sink(ledger);
                var host = HostProcess.start(URI.create("http://127.0.0.1:" + sink.port()), List.of());
                var sender = new Sender(host.port(), new Requests(host.port(), capacity), ledger)) {
            var run = new Run(plan, new Run.Parts(host, sender, sink, ledger));
            try {
                return new EnumMap<>(run.measure());
            } catch (Exception e) {
                System.err.println(host.lastWords());
                throw e;
            }
        }
    }
}
