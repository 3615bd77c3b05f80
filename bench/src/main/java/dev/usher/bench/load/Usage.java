package dev.usher.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What processes have used.
 *
 * @param cpu user and system time of all
 * @param others of that, of all but the first process
 * @param peakBytes the sum of their peaks of resident memory ({@code VmHWM}); 0 where there is no /proc
 * @param byThread CPU seconds of the first process by name of thread, of those that still live; empty where there is no /proc
 */
record Usage(Duration cpu, Duration others, long peakBytes, Map<String, Double> byThread) {
    /** Clock ticks a second in /proc: USER_HZ, which is 100 on every Linux that Java runs on. */
    private static final double TICKS = 100;

    Usage {
        byThread = Map.copyOf(byThread);
    }

    static Usage of(List<ProcessHandle> processes) throws IOException {
        var cpu = Duration.ZERO;
        var others = Duration.ZERO;
        long peak = 0;
        for (var process : processes) {
            var used = process.info().totalCpuDuration().orElse(Duration.ZERO);
            cpu = cpu.plus(used);
            if (process.pid() != processes.getFirst().pid()) others = others.plus(used);
            peak += peak(process.pid());
        }
        return new Usage(cpu, others, peak, threads(processes.getFirst().pid()));
    }

    static Usage ofThisProcess() throws IOException {
        return of(List.of(ProcessHandle.current()));
    }

    double secondsSince(Usage before) {
        return cpu.minus(before.cpu).toNanos() / 1e9;
    }

    /** CPU seconds since then of all but the first process. */
    double otherSecondsSince(Usage before) {
        return others.minus(before.others).toNanos() / 1e9;
    }

    /** CPU seconds since then of the threads with this beginning of their names. */
    double secondsSince(Usage before, String thread) {
        double seconds = 0;
        for (var entry : byThread.entrySet()) {
            if (entry.getKey().startsWith(thread))
                seconds += entry.getValue() - before.byThread.getOrDefault(entry.getKey(), 0.0);
        }
        return seconds;
    }

    private static long peak(long pid) throws IOException {
        var status = Path.of("/proc", String.valueOf(pid), "status");
        if (!Files.exists(status)) return 0;
        for (var line : Files.readAllLines(status)) {
            if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
        return 0;
    }

    private static Map<String, Double> threads(long pid) throws IOException {
        var threads = new HashMap<String, Double>();
        var folder = Path.of("/proc", String.valueOf(pid), "task");
        if (!Files.exists(folder)) return threads;
        try (var tasks = Files.list(folder)) {
            for (var task : tasks.toList()) {
                var stat = orEmpty(task.resolve("stat"));
                int nameEnd = stat.lastIndexOf(')');
                if (nameEnd < 0) continue;
                var fields = stat.substring(nameEnd + 2).split(" ", -1); // from the third field on
                double seconds = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
                threads.merge(stat.substring(stat.indexOf('(') + 1, nameEnd), seconds, Double::sum);
            }
        }
        return threads;
    }

    /** The file's text; empty when its thread ended while we looked. */
    private static String orEmpty(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
