package dev.usher.bench.load;

/** What is measured, in the order in which it is printed, with what is to be beaten and what is to be reached. */
enum Metric {
    CLOSED_ACCEPTED("closed loop, accepted/s", "120", "", 0),
    CLOSED_DRAINED("closed loop, end to end/s", "", "≥ 500", 0),
    CLOSED_ACK_P50("closed loop, ack p50 ms", "", "", 1),
    CLOSED_ACK_P95("closed loop, ack p95 ms", "", "", 1),
    CLOSED_ACK_P99("closed loop, ack p99 ms", "290", "", 1),
    CLOSED_CPU("closed loop, CPU-s per 1000", "17", "≤ 3.5", 2),
    CLOSED_GENERATOR_CPU("closed loop, generator's CPU-s per 1000", "", "", 2),
    OPEN_ACK_P50("60/s, ack p50 ms", "16", "≤ 10", 1),
    OPEN_ACK_P95("60/s, ack p95 ms", "", "", 1),
    OPEN_ACK_P99("60/s, ack p99 ms", "70", "≤ 40", 1),
    OPEN_ARRIVAL_P50("60/s, ack to arrival p50 ms", "562", "≤ 30", 1),
    OPEN_ARRIVAL_P99("60/s, ack to arrival p99 ms", "", "", 1),
    OPEN_WHOLE_P50("60/s, due to arrival p50 ms", "", "", 1),
    OPEN_WHOLE_P99("60/s, due to arrival p99 ms", "", "", 1),
    OPEN_CPU("60/s, CPU-s per 1000", "17", "", 2),
    BURST_IN_FLIGHT("burst, accepted before the first arrival", "", "≥ 10000", 0),
    BURST_SECONDS("burst, s until all have arrived", "", "", 1),
    BURST_LOST("burst, lost", "", "0", 0),
    BURST_DUPLICATES("burst, duplicates", "", "", 0),
    REFUSED("all phases, answers other than 200 and 202", "", "0", 0),
    LOST("all phases, lost", "", "0", 0),
    DUPLICATES("all phases, duplicates", "", "", 0),
    PEAK_MEMORY("memory at its peak, MiB", "2304", "≤ 1024", 0),
    USHER_CPU("Usher's own code, CPU-s per 1000", "", "≤ 0.5", 3),
    USHER_WITH_LIBRARIES_CPU("... and the libraries that it calls", "", "", 3);

    private final String title;
    private final String toBeat;
    private final String goal;
    private final int decimals;

    Metric(String title, String toBeat, String goal, int decimals) {
        this.title = title;
        this.toBeat = toBeat;
        this.goal = goal;
        this.decimals = decimals;
    }

    String title() {
        return title;
    }

    /** The gateway on Spring, Postgres, Redis and Kafka of the README; empty where it was not measured. */
    String toBeat() {
        return toBeat;
    }

    /** What Usher is to reach; empty where nothing is asked for. */
    String goal() {
        return goal;
    }

    String format(double value) {
        return ("%." + decimals + "f").formatted(value);
    }
}
