package dev.usher.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Switches the flight recorder of another JVM of this machine, by the JDK's {@code jcmd}. */
final class Recording {
    private final long pid;

    private Recording(long pid) {
        this.pid = pid;
    }

    /** Starts one that samples by CPU time, and little else. */
    static Recording start(long pid) throws IOException, InterruptedException {
        jcmd(
                pid,
                List.of(
                        "JFR.start",
                        "name=bench",
                        "settings=none",
                        "+jdk.CPUTimeSample#enabled=true",
                        "+jdk.CPUTimeSample#throttle=5ms"));
        return new Recording(pid);
    }

    void stop(Path file) throws IOException, InterruptedException {
        jcmd(pid, List.of("JFR.stop", "name=bench", "filename=" + file));
    }

    private static void jcmd(long pid, List<String> arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(String.valueOf(pid));
        command.addAll(arguments);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + " failed:\n" + said);
    }
}
