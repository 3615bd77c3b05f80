package dev.usher.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.local.LocalHost;
import dev.usher.local.TestHost;
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

    /**
     * On the shipped template.
     *
     * @param elsewhere variables that say which parts are not the host's own
     */
    static Outage with(Map<String, String> elsewhere) throws Exception {
        return with(Path.of("../template.yaml"), elsewhere);
    }

    /** On the shipped template in fast motion: a message that got lost on its way from the queue comes again after 5 s instead of 6 min. */
    static Outage impatient(Path folder, Map<String, String> elsewhere) throws Exception {
        var shipped = Files.readString(Path.of("../template.yaml"));
        var changed = shipped.replace("VisibilityTimeout: 360", "VisibilityTimeout: 5");
        assertThat(changed).isNotEqualTo(shipped);
        return with(Files.writeString(folder.resolve("template.yaml"), changed), elsewhere);
    }

    private static Outage with(Path template, Map<String, String> elsewhere) throws Exception {
        var receivers = Receivers.start();
        var environment = new HashMap<>(elsewhere);
        environment.put("USHER_CONFIG", "src/test/resources/crash.yaml");
        environment.put("PLATFORM_URL", receivers.url().toString());
        var options = TestHost.options(template, environment).withEveryRate(Duration.ofSeconds(1));
        try {
            var host = LocalHost.start(options);
            return new Outage(receivers, host, new Provider("load"));
        } catch (Exception | Error e) {
            receivers.close();
            throw e;
        }
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

    /**
     * Ends the load, waits until everything is delivered or dead, and checks that nothing was lost.
     *
     * @param quietWithin how long that may take
     */
    void reckon(String name, Duration quietWithin) throws Exception {
        provider.stop();
        try (var reckoning = new Reckoning(host.url(), provider, receivers)) {
            reckoning.awaitQuiet(quietWithin);
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
