package dev.usher.bench.load;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a load run does.
 *
 * @param runs fresh hosts, one after the other
 * @param warmUp of the closed loop before anything counts
 * @param open length of the open loop
 * @param closed length of the closed loop, and of the one that is profiled
 * @param burst events in flight at once
 * @param phases what is measured
 */
record Plan(int runs, Duration warmUp, Duration open, Duration closed, int burst, Set<Phase> phases) {
    /** A part of a run. */
    enum Phase {
        OPEN,
        CLOSED,
        PROFILE,
        BURST
    }

    Plan {
        phases = Set.copyOf(phases);
    }

    /**
     * From options: {@code quick}, {@code runs=N}, {@code seconds=N}, {@code warmup=N}, {@code burst=N},
     * {@code phases=open,closed,profile,burst}.
     *
     * @throws IllegalArgumentException naming an option that does not exist
     */
    static Plan from(List<String> options) {
        boolean quick = options.contains("quick") || Boolean.getBoolean("quick");
        var plan = quick
                ? new Plan(
                        1,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(8),
                        2_000,
                        EnumSet.allOf(Phase.class))
                : new Plan(
                        3,
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(15),
                        10_000,
                        EnumSet.allOf(Phase.class));
        for (var option : options) {
            var name = option.replaceFirst("=.*", "");
            var value = option.replaceFirst("[^=]*=?", "");
            plan = switch (name) {
                case "quick" -> plan;
                case "runs" ->
                    new Plan(Integer.parseInt(value), plan.warmUp, plan.open, plan.closed, plan.burst, plan.phases);
                case "seconds" -> plan.lasting(Duration.ofSeconds(Integer.parseInt(value)));
                case "warmup" ->
                    new Plan(
                            plan.runs,
                            Duration.ofSeconds(Integer.parseInt(value)),
                            plan.open,
                            plan.closed,
                            plan.burst,
                            plan.phases);
                case "burst" ->
                    new Plan(plan.runs, plan.warmUp, plan.open, plan.closed, Integer.parseInt(value), plan.phases);
                case "phases" -> new Plan(plan.runs, plan.warmUp, plan.open, plan.closed, plan.burst, phases(value));
                default -> throw new IllegalArgumentException("load has no option " + option);
            };
        }
        return plan;
    }

    private Plan lasting(Duration length) {
        return new Plan(runs, warmUp, length, length, burst, phases);
    }

    private static Set<Phase> phases(String names) {
        var phases = EnumSet.noneOf(Phase.class);
        for (var name : names.split(",", -1)) phases.add(Phase.valueOf(name.toUpperCase(Locale.ROOT)));
        return phases;
    }

    /** Requests that a run may need at most, at no more than so many a second. */
    int requests(int perSecond) {
        long seconds = warmUp.plus(open).plus(closed).plus(closed).toSeconds();
        return (int) (seconds * perSecond + burst);
    }
}
