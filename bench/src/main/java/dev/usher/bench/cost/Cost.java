package dev.usher.bench.cost;

import dev.usher.bench.load.Ledger;
import dev.usher.bench.load.Requests;
import dev.usher.bench.load.Sender;
import dev.usher.bench.load.Sink;
import dev.usher.local.LocalHost;
import dev.usher.local.Options;
import dev.usher.local.parts.Parts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Counts what {@value #EVENTS} events call on the local host, in this process, and prints the bill for a million. */
public final class Cost {
    private static final int WARM_UP = 200;
    private static final int EVENTS = 2_000;
    private static final int CONNECTIONS = 4;

    private Cost() {}

    /** Counts and prints. There are no options. */
    public static void run(List<String> options) throws Exception {
        if (!options.isEmpty()) throw new IllegalArgumentException("cost has no option " + options.getFirst());
        var out = System.out;
        var log = new CountingOutput();
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8)); // what the functions print
        var counted = count(Path.of("template.yaml"), WARM_UP, EVENTS, log);
        System.setOut(out);
        out.println(counted.describe());
        print(out, Prices.load(), counted);
    }

    private static void print(PrintStream out, Prices prices, Counted counted) {
        var bill = new Bill(prices, counted);
        out.printf("dollars per million events at list prices of %s, %s%n", prices.text("region"), prices.text("asOf"));
        bill.perMillion().forEach((service, lines) -> {
            out.printf("  %-42s %6.2f%n", service, sum(lines));
            lines.forEach((line, dollars) -> out.printf("    %-40s   %6.2f%n", line, dollars));
        });
        double all = bill.perMillion().values().stream().mapToDouble(Cost::sum).sum();
        out.printf("  %-42s %6.2f%n", "all", all);
        out.println("dollars a month, whatever the traffic");
        bill.perMonth().forEach((line, dollars) -> out.printf("  %-42s %6.2f%n", line, dollars));
        out.printf("  %-42s %6.2f%n", "all", sum(bill.perMonth()));
    }

    private static double sum(Map<String, Double> lines) {
        return lines.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * Counts the calls of {@code events}, after a few to warm up.
     *
     * @param log where standard output goes
     */
    static Counted count(Path template, int warmUp, int events, CountingOutput log) throws Exception {
        var ledger = new Ledger(warmUp + events);
        var folder = Files.createTempDirectory("usher-bench");
        var config = folder.resolve("load.yaml");
        var parts = Parts.start(new Parts.Elsewhere(null, null, null), null);
        try (var in = Cost.class.getResourceAsStream("/dev/usher/bench/load.yaml");
                var dynamo = CallCounter.before(parts.dynamo());
                var sqs = CallCounter.before(parts.queues());
                var redis = RedisMonitor.of(parts.redis());
                var sink = new Sink(ledger)) {
            if (in == null) throw new IOException("load.yaml is not on the class path");
            Files.copy(in, config);
            var environment = Map.of(
                    "USHER_CONFIG", config.toString(),
                    "AWS_ENDPOINT_URL_DYNAMODB", dynamo.url().toString(),
                    "AWS_ENDPOINT_URL_SQS", sqs.url().toString(),
                    "USHER_REDIS_URL", parts.redis().toString(),
                    "PLATFORM_URL", "http://127.0.0.1:" + sink.port(),
                    "GENERIC_WEBHOOK_SECRET", Requests.SECRET);
            try (var host = LocalHost.start(Options.of(template)
                            .withEnvironment(environment)
                            .withParameters(Map.of("Probing", "DISABLED")));
                    var sender = new Sender(
                            host.url().getPort(), new Requests(host.url().getPort(), warmUp + events), ledger)) {
                sender.closedLoop(CONNECTIONS, warmUp);
                awaitDeleted(sqs, warmUp);
                dynamo.clear();
                sqs.clear();
                int decisions = redis.decisions();
                int notes = redis.notes();
                int boards = redis.boards();
                long printed = log.bytes();
                long start = System.nanoTime();
                sender.closedLoop(CONNECTIONS, events);
                awaitDeleted(sqs, events);
                return new Counted(
                        events,
                        (System.nanoTime() - start) / 1e9,
                        redis.decisions() - decisions,
                        redis.notes() - notes,
                        redis.boards() - boards,
                        host.environments("Delivery"),
                        dynamo.calls(),
                        sqs.calls(),
                        (double) (log.bytes() - printed),
                        host.deployment());
            }
        } finally {
            parts.stop();
            Files.deleteIfExists(config);
            Files.delete(folder);
        }
    }

    private static void awaitDeleted(CallCounter sqs, int messages) throws InterruptedException {
        await(() -> sqs.calls().stream()
                        .filter(call -> call.action().equals("DeleteMessageBatch"))
                        .mapToInt(call -> call.request().path("Entries").size())
                        .sum()
                >= messages);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end)
                throw new IllegalStateException("the events are not delivered after two minutes");
            Thread.sleep(20);
        }
    }
}
