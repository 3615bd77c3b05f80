package dev.usher.bench.coldstart;

import dev.usher.bench.coldstart.Jvm.Launch;
import dev.usher.local.LocalHost;
import dev.usher.local.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The local host, whose DynamoDB, SQS, Redis, receivers and third parties the functions use, and a folder to start them in. */
final class Ground implements AutoCloseable {
    private static final String BARE = "bare";

    private final LocalHost host;
    private final Path folder;
    private final Path wrapper;
    private final Samples samples;
    private final Jvm jvm;
    private int starts;

    private Ground(LocalHost host, Path folder, Path root) {
        this.host = host;
        this.folder = folder;
        this.wrapper = root.resolve("functions").resolve(Jvm.WRAPPER);
        this.samples = new Samples(root.resolve("events"));
        this.jvm = new Jvm(folder);
    }

    /** @param root the project's folder */
    static Ground start(Path root) throws Exception {
        var options = Options.of(root.resolve("template.yaml")).withEnvironment(Map.of("USHER_LOG_LEVEL", "off"));
        return new Ground(LocalHost.start(options), Files.createTempDirectory("usher-coldstart"), root);
    }

    boolean pinned() {
        return jvm.pinned();
    }

    /** The function that does nothing, from a jar of its own. */
    Row bare(boolean cached) throws Exception {
        var jar = folder.resolve("bare.jar");
        if (!Files.exists(jar)) {
            var name = Bare.class.getName().replace('.', '/') + ".class";
            try (var out = new JarOutputStream(Files.newOutputStream(jar));
                    var in = Bare.class.getResourceAsStream("/" + name)) {
                if (in == null) throw new IOException(name);
                out.putNextEntry(new JarEntry(name));
                in.transferTo(out);
            }
        }
        var launch = launch(
                BARE, jar, Map.of("AWS_REGION", "us-east-1"), Bare.class.getName(), 1769, Duration.ofSeconds(10));
        return cached ? cached(BARE, launch, jar) : row(BARE, "plain", launch, megabytes(jar));
    }

    /** A function as Lambda starts the package that Maven makes. */
    Row plain(String function, Path root, String way) throws Exception {
        var jar = new Packages(root).of(function);
        return row(function, way, launch(function, jar), megabytes(jar));
    }

    /** The same with a cache, made by a start that answers two events. */
    Row cached(String function, Path root) throws Exception {
        var jar = new Packages(root).of(function);
        return cached(function, launch(function, jar), jar);
    }

    private Row cached(String function, Launch plain, Path jar) throws Exception {
        var root = folder.resolve(function + "-cached");
        var lib = Files.createDirectories(root.resolve("lib"));
        Files.copy(jar, lib.resolve("function.jar"));
        Files.copy(wrapper, root.resolve(Jvm.WRAPPER));
        var launch = new Launch(
                plain.handler(), root, true, plain.environment(), plain.memoryMb(), plain.timeout(), List.of());
        var recording = new HashMap<>(launch.environment());
        recording.put("USHER_AOT", "record");
        start(function, launch.in(recording));
        var cache = root.resolve("function.aot");
        if (!Files.exists(cache)) throw new IOException("no AOT cache of " + function + ":\n" + jvm.printed());
        return row(function, "AOT cache", launch, megabytes(jar) + megabytes(cache));
    }

    private Row row(String function, String way, Launch launch, double megabytes) throws Exception {
        var classes = folder.resolve("classes.log");
        start(function, launch.with("-Xlog:class+load:file=" + classes));
        try (var lines = Files.lines(classes)) {
            int loaded = (int) lines.filter(line -> line.contains("source:")).count();
            return new Row(function, way, launch, loaded, megabytes, new ArrayList<>());
        }
    }

    private Launch launch(String function, Path jar) throws IOException {
        var spec = host.deployment().functions().stream()
                .filter(each -> each.id().equals(function))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("template.yaml has no function " + function));
        return launch(function, jar, host.variables(function), spec.className(), spec.memoryMb(), spec.timeout());
    }

    private Launch launch(
            String function, Path jar, Map<String, String> variables, String handler, int memoryMb, Duration timeout)
            throws IOException {
        var root = folder.resolve(function + "-" + Integer.toHexString(jar.hashCode()));
        if (!Files.exists(root)) Packages.unpack(jar, root);
        return new Launch(handler, root, false, variables, memoryMb, timeout, List.of());
    }

    /** Starts a row once more. */
    Start start(Row row) throws Exception {
        return start(row.function(), row.launch());
    }

    private Start start(String function, Launch launch) throws Exception {
        var variables = new HashMap<>(launch.environment());
        variables.put("USHER_STACK", "start" + starts++); // limits that nobody has used
        var events = new ArrayList<byte[]>();
        for (int n = 0; n < 2; n++)
            events.add(function.equals(BARE) ? new byte[] {'{', '}'} : samples.next(function, variables));
        return jvm.run(launch.in(variables), events);
    }

    /** A function's answers to two samples, from its own package. */
    List<String> answers(String function, Path root) throws Exception {
        return start(function, launch(function, new Packages(root).of(function)))
                .answers();
    }

    /** Deliveries that arrived where {@code delivery/dispatch.json} goes and no other sample does. */
    long delivered() {
        return Stream.of("budget-service", "supplier-notifications")
                .mapToLong(name -> host.receiver(name).count())
                .sum();
    }

    /** What a start of this row says of its phases. */
    List<String> phases(Row row) throws Exception {
        var variables = new HashMap<>(row.launch().environment());
        variables.put("USHER_START_PHASES", "true");
        start(row.function(), row.launch().in(variables));
        return jvm.printed()
                .lines()
                .filter(line -> line.contains("start phase"))
                .toList();
    }

    private static double megabytes(Path file) throws IOException {
        return Files.size(file) / 1e6;
    }

    @Override
    public void close() throws IOException {
        host.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
