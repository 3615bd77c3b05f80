package dev.usher.bench.coldstart;

import dev.usher.bench.coldstart.RuntimeApi.Step;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts functions in JVMs of their own, as the managed runtime java25 does without SnapStart: its flags, its interface client as the
 * main class, the function's class in the last argument. On Linux with {@code taskset} each has the last processor alone.
 */
final class Jvm {
    /** The command line that was seen in Lambda, with the heap at 85% of the memory, but for the paths of its image. */
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
            "-XX:+ErrorFileToStderr");

    /** Starts with an AOT cache what lies beside it. */
    static final String WRAPPER = "start-with-cache.sh";

    private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path log;
    private final boolean pinned;

    /** @param folder for what the JVMs print */
    Jvm(Path folder) {
        this.log = folder.resolve("function.log");
        this.pinned = hasTaskset();
    }

    /** What the last one printed. */
    String printed() throws IOException {
        return Files.readString(log);
    }

    boolean pinned() {
        return pinned;
    }

    /**
     * What is started.
     *
     * @param handler its class
     * @param taskRoot the folder where Lambda would have unpacked the package
     * @param wrapped whether the package's own {@value #WRAPPER} starts it
     * @param environment its variables
     * @param memoryMb memory of the function
     * @param timeout what each invocation is told to have left
     * @param options further options of the JVM
     */
    record Launch(
            String handler,
            Path taskRoot,
            boolean wrapped,
            Map<String, String> environment,
            int memoryMb,
            Duration timeout,
            List<String> options) {
        Launch with(String option) {
            return new Launch(handler, taskRoot, wrapped, environment, memoryMb, timeout, List.of(option));
        }

        Launch in(Map<String, String> variables) {
            return new Launch(handler, taskRoot, wrapped, variables, memoryMb, timeout, options);
        }
    }

    /**
     * Starts it, has it answer two events, and ends it in order, as a signal does.
     *
     * @throws IOException with what it printed, when it gave no answer
     */
    Start run(Launch launch, List<byte[]> events) throws IOException, InterruptedException {
        try (var api = new RuntimeApi(events, launch.timeout)) {
            var builder = new ProcessBuilder(command(launch))
                    .directory(launch.taskRoot.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().clear();
            builder.environment().putAll(launch.environment);
            builder.environment()
                    .putAll(Map.of(
                            "AWS_LAMBDA_RUNTIME_API",
                            api.address(),
                            "_HANDLER",
                            launch.handler + "::handleRequest",
                            "LAMBDA_TASK_ROOT",
                            launch.taskRoot.toString(),
                            "AWS_LAMBDA_LOG_STREAM_NAME",
                            "bench",
                            "AWS_LAMBDA_LOG_FORMAT",
                            "JSON"));
            long begun = System.nanoTime();
            var process = builder.start();
            try {
                return follow(process, api, begun, log);
            } finally {
                process.destroy();
                if (!process.waitFor(PATIENCE)) process.destroyForcibly();
            }
        }
    }

    private static Start follow(Process process, RuntimeApi api, long begun, Path log)
            throws IOException, InterruptedException {
        var asked = await(api, process, log);
        var first = await(api, process, log);
        double cpu = process.toHandle()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e6;
        var second = await(api, process, log);
        return new Start(
                (asked.nanos() - begun) / 1e6,
                (first.nanos() - asked.nanos()) / 1e6,
                (second.nanos() - first.nanos()) / 1e6,
                cpu,
                Stream.of(first, second)
                        .map(step -> ((Step.Answered) step).answer())
                        .toList());
    }

    private static Step await(RuntimeApi api, Process process, Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            var step = api.steps().poll(200, TimeUnit.MILLISECONDS);
            if (step instanceof Step.Failed failed) throw new IOException("it failed: " + failed.error());
            if (step != null) return step;
            if (!process.isAlive()) break;
        }
        throw new IOException("it gave no answer, and printed:\n" + Files.readString(log));
    }

    private List<String> command(Launch launch) {
        var command = new ArrayList<String>();
        if (pinned) {
            int last = Runtime.getRuntime().availableProcessors() - 1;
            command.addAll(List.of("taskset", "-c", String.valueOf(last)));
        }
        if (launch.wrapped)
            command.addAll(List.of("sh", launch.taskRoot.resolve(WRAPPER).toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(launch.options);
        command.addAll(FLAGS);
        command.add("-XX:MaxHeapSize=" + launch.memoryMb * 870L + "k"); // 85% of it
        command.add("-classpath");
        command.add(client().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(CLIENT);
        command.add(launch.handler + "::handleRequest");
        return command;
    }

    /** The jars of the interface client, which are on this class path too. */
    private static List<Path> client() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(jar ->
                        jar.getFileName().toString().matches("(aws-lambda-java-(core|runtime|serial)|utils-lite).*"))
                .sorted()
                .toList();
    }

    private static boolean hasTaskset() {
        return Stream.of("/usr/bin/taskset", "/bin/taskset").map(Path::of).anyMatch(Files::isExecutable);
    }
}
