package dev.usher.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.local.LocalHost;
import dev.usher.local.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A host in this process with a provider that sends to it and receivers that it delivers to. */
final class Outage implements AutoCloseable {
    private static final int SENDERS = 4;
    private static final Duration PACE = Duration.ofMillis(40);

    private final Receivers receivers;
    private final LocalHost host;
    private final Provider provider;

    private Outage(Receivers receivers, LocalHost host, Provider provider) {
        this.receivers = receivers;
        this.host = host;
        this.provider = provider;
    }

    /** @param elsewhere variables that say which parts are not the host's own */
    static Outage with(Path folder, Map<String, String> elsewhere) throws Exception {
        var receivers = Receivers.start();
        var environment = new HashMap<>(elsewhere);
        environment.put("USHER_CONFIG", "src/test/resources/crash.yaml");
        environment.put("PLATFORM_URL", receivers.url().toString());
        var options = TestHost.options(impatient(folder), environment).withEveryRate(Duration.ofSeconds(1));
        try {
            var host = LocalHost.start(options);
            return new Outage(receivers, host, new Provider("load"));
        } catch (Exception | Error e) {
            receivers.close();
            throw e;
        }
    }

    /**
     * The shipped template in fast motion: a message whose worker failed comes again after 5 s instead of 6 min. As there is no time
     * between the outages, it may come more often before it goes to the dead-letter queue.
     */
    private static Path impatient(Path folder) throws IOException {
        var shipped = Files.readString(Path.of("../template.yaml"));
        var changed = shipped.replace("VisibilityTimeout: 360", "VisibilityTimeout: 5")
                .replace("maxReceiveCount: 5", "maxReceiveCount: 100");
        assertThat(changed).contains("VisibilityTimeout: 5").contains("maxReceiveCount: 100");
        return Files.writeString(folder.resolve("template.yaml"), changed);
    }

    LocalHost host() {
        return host;
    }

    Provider provider() {
        return provider;
    }

    /** Starts the load and waits until it flows. */
    void start() throws InterruptedException {
        provider.sendTo(host.url());
        provider.start(SENDERS, PACE);
        provider.awaitAnswers(20);
    }

    void resume() {
        provider.sendTo(host.url());
    }

    /** Ends the load, waits until everything is delivered or dead, and checks that nothing was lost. */
    void reckon(String name) throws Exception {
        provider.stop();
        try (var reckoning = new Reckoning(host.url(), provider, receivers)) {
            reckoning.awaitQuiet(Duration.ofSeconds(150)); // what a queue refused, the sweeper looks at after 60 s
            var summary = reckoning.check();
            var statuses = provider.answers().stream()
                    .collect(Collectors.groupingBy(Provider.Answer::status, TreeMap::new, Collectors.counting()));
            var slowest = provider.answers().stream()
                    .map(Provider.Answer::took)
                    .max(Duration::compareTo)
                    .orElseThrow();
            System.out.printf(
                    "DependencyOutageIT, %s: %s, answers %s, slowest %d ms%n",
                    name, summary, statuses, slowest.toMillis());
        }
    }

    @Override
    public void close() {
        provider.close();
        host.close();
        receivers.close();
    }
}
