package dev.usher.bench.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who used the host's CPU time. Compiler and collector are read off their threads' clocks, Redis off its process; what remains is
 * Java's and is divided as the samples are.
 *
 * @param perThousand CPU seconds per 1000 events, by owner
 * @param hottest the same of Usher's own methods
 * @param callers the same of Usher's methods with all that they call
 */
record Split(Map<String, Double> perThousand, Map<String, Double> hottest, Map<String, Double> callers) {
    private static final int HOTTEST = 15;

    static Split of(Usage before, Usage after, int events, Profile profile) {
        double thousands = events / 1_000.0;
        double compilers =
                Math.max(0, after.secondsSince(before, "C1 Compiler") + after.secondsSince(before, "C2 Compiler"));
        double collector = Math.max(0, after.secondsSince(before, "VM Thread"));
        double recorder = Math.max(0, after.secondsSince(before, "JFR "));
        double others = after.otherSecondsSince(before);
        double java = Math.max(0, after.secondsSince(before) - compilers - collector - recorder - others);
        var split = new LinkedHashMap<String, Double>();
        for (var share : profile.shares()) split.put(share.getKey(), share.getValue() * java / thousands);
        split.put("(compiler)", compilers / thousands);
        split.put("(collector, VM thread)", collector / thousands);
        split.put("(recorder)", recorder / thousands);
        split.put("(Redis process)", others / thousands);
        double perShare = java / thousands;
        return new Split(split, hottest(profile.hottestShares(), perShare), hottest(profile.callerShares(), perShare));
    }

    private static Map<String, Double> hottest(List<Map.Entry<String, Double>> shares, double perShare) {
        var hottest = new LinkedHashMap<String, Double>();
        shares.stream().limit(HOTTEST).forEach(share -> hottest.put(share.getKey(), share.getValue() * perShare));
        return hottest;
    }

    /** Of Usher's own code, the JDK's below it included. */
    double usher() {
        return perThousand.getOrDefault(Profile.USHER, 0.0);
    }

    /** Of Usher's own code and of the shared libraries that it calls (JSON, patterns). */
    double usherWithLibraries() {
        return usher()
                + perThousand.entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith(" for " + Profile.USHER))
                        .mapToDouble(Map.Entry::getValue)
                        .sum();
    }

    String describe() {
        double all =
                perThousand.values().stream().mapToDouble(Double::doubleValue).sum();
        var text = new StringBuilder("CPU seconds per 1000 events by owner, profiled closed loop\n");
        perThousand.forEach((owner, seconds) ->
                text.append("  %-40s %7.3f %5.1f %%%n".formatted(owner, seconds, seconds / all * 100)));
        text.append("  %-40s %7.3f%n".formatted("all", all));
        text.append("Usher's own hottest methods, with the JDK's below them\n");
        hottest.forEach((method, seconds) -> text.append("  %-40s %7.3f%n".formatted(method, seconds)));
        text.append("what Usher's methods call, with it\n");
        callers.forEach((method, seconds) -> text.append("  %-40s %7.3f%n".formatted(method, seconds)));
        return text.toString();
    }
}
