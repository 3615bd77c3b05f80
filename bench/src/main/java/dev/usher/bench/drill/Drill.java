package dev.usher.bench.drill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.bench.Machine;
import dev.usher.http.Json;
import dev.usher.local.LocalHost;
import dev.usher.local.Options;
import dev.usher.local.gateway.Received;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stripe goes down while the platform calls it, and comes back. Everything is as shipped, in one process: the local host, its simulator
 * of Stripe, and {@code usher.yaml}, of which only the limit of Stripe is raised, so that it is not what holds calls back.
 */
public final class Drill {
    private static final String LIMIT = "stripe_payments: { mode: strict, minute: 100, queue: 200 }";
    private static final String RAISED = "stripe_payments: { mode: strict, minute: 6000, queue: 2000 }";
    private static final String BREAKER = "service:stripe_payments";
    private static final int PER_SECOND = 10;

    private final PrintStream out;
    private final LocalHost host;
    private final Platform platform;

    private Drill(PrintStream out, LocalHost host, Platform platform) {
        this.out = out;
        this.host = host;
        this.platform = platform;
    }

    /**
     * Prints what came of it.
     *
     * @param options {@code down=SECONDS}
     * @throws IllegalStateException when a payment was lost or made twice
     */
    public static void run(List<String> options) throws Exception {
        var down = Duration.ofSeconds(45);
        for (var option : options) {
            if (!option.matches("down=[0-9]{1,4}")) throw new IllegalArgumentException("drill has no option " + option);
            down = Duration.ofSeconds(Long.parseLong(option.substring(5)));
        }
        var config = Files.createTempFile("usher-drill", ".yaml");
        try {
            Files.writeString(config, config(Files.readString(Path.of("usher.yaml"))));
            var environment = Map.of("USHER_CONFIG", config.toString(), "USHER_LOG_LEVEL", "off");
            try (var host = LocalHost.start(Options.of(Path.of("template.yaml")).withEnvironment(environment));
                    var platform = new Platform(host.url())) {
                new Drill(System.out, host, platform).run(down);
            }
        } finally {
            Files.delete(config);
        }
    }

    private static String config(String shipped) {
        if (!shipped.contains(LIMIT))
            throw new IllegalStateException("usher.yaml has another limit of stripe_payments");
        return shipped.replace(LIMIT, RAISED);
    }

    private void run(Duration down) throws Exception {
        out.println(Machine.describe());
        out.printf("%d calls a second, half of them payments; down for %d s%n%n", PER_SECOND, down.toSeconds());
        platform.call(PER_SECOND, Duration.ofSeconds(10));
        long before = stripe();
        var fell = Instant.now();
        platform.behave("{\"status\":503,\"body\":\"down for maintenance\"}");
        platform.call(PER_SECOND, down);
        long reached = stripe() - before;
        var rose = Instant.now();
        platform.behave("{}");
        platform.call(PER_SECOND, Duration.ofSeconds(40));
        var drained = drained();
        tell(fell, rose, reached, drained);
    }

    /** Requests that Stripe got so far. */
    private long stripe() {
        return host.receiver("simulator-stripe").count();
    }

    private Instant drained() throws IOException, InterruptedException {
        var end = Instant.now().plus(Duration.ofMinutes(5));
        while (platform.fetch() > 0) {
            if (Instant.now().isAfter(end))
                throw new IllegalStateException("calls still wait five minutes after the outage");
            Thread.sleep(500);
        }
        return Instant.now();
    }

    private void tell(Instant fell, Instant rose, long reached, Instant drained) throws Exception {
        var transitions = platform.look("/admin/circuit-breakers/history?breaker=" + BREAKER)
                .path("items");
        line("breaker open after Stripe went down, s", since(fell, first(transitions, fell, "open")));
        line("first alert after Stripe went down, s", since(fell, alert("incident.opened")));
        var during = between(fell, rose);
        line("calls in the outage", during.size());
        line("  answered by what was kept", count(during, Platform.Call::kept));
        line("  taken, to be made later (202)", count(during, call -> call.status() == 202));
        line("  answered with an error", count(during, call -> call.status() == 0 || call.status() >= 400));
        line("  slowest answer once the breaker was open, ms", slowest(during, first(transitions, fell, "open")));
        line("requests that reached Stripe in the outage", reached);
        line("calls that Stripe was spared", during.size() - reached);
        line("breaker closed after Stripe came back, s", since(rose, first(transitions, rose, "closed")));
        line("all that waited was made after, s", since(rose, drained));
        line("end of the incident told after Stripe came back, s", since(rose, awaited("incident.resolved")));
        payments();
    }

    /** Every payment that was taken has an intent, and no two have the same. Who was answered with an error asks again with the same key. */
    private void payments() {
        var intents = platform.intents();
        int twice = intents.size() - new HashSet<>(intents.values()).size();
        long made = host.receiver("simulator-stripe").requests().stream()
                .filter(request -> request.method().equals("POST"))
                .map(Drill::key)
                .distinct()
                .count();
        long taken = count(platform.calls(), call -> call.payment() && call.status() >= 200 && call.status() < 300);
        line("payments asked for", platform.payments());
        line("  taken (200, or 202 and made later)", taken);
        line("  taken and lost", taken - intents.size());
        line("  made twice", twice);
        line("  keys that Stripe saw", made);
        if (taken != intents.size() || twice != 0) throw new IllegalStateException("payments were lost or made twice");
    }

    private static String key(Received request) {
        return request.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("idempotency-key"))
                .map(Received.Header::value)
                .findFirst()
                .orElse("");
    }

    private List<Platform.Call> between(Instant from, Instant until) {
        return platform.calls().stream()
                .filter(call -> !call.at().isBefore(from) && call.at().isBefore(until))
                .toList();
    }

    private static long count(List<Platform.Call> calls, Predicate<Platform.Call> which) {
        return calls.stream().filter(which).count();
    }

    private static long slowest(List<Platform.Call> calls, @Nullable Instant open) {
        return calls.stream()
                .filter(call -> open != null && call.at().isAfter(open.plusSeconds(1)))
                .mapToLong(call -> call.took().toMillis())
                .max()
                .orElse(0);
    }

    /** The first transition to this state after that time; null when there is none. */
    private static @Nullable Instant first(JsonNode transitions, Instant after, String to) {
        Instant first = null; // they come newest first
        for (var transition : transitions) {
            var at = Instant.parse(transition.path("at").asText());
            if (at.isAfter(after) && transition.path("to").asText().equals(to)) first = at;
        }
        return first;
    }

    /** When the first alert of this type came to the platform's own receiver; null when none did. */
    private @Nullable Instant alert(String type) {
        return alerts(type).map(Received::at).findFirst().orElse(null);
    }

    private Stream<Received> alerts(String type) {
        return host.receiver("alerts").requests().stream().filter(request -> {
            var alert = Json.readOrNull(request.body().bytes());
            return alert != null
                    && alert.path("type").asText().equals(type)
                    && alert.toString().contains(BREAKER);
        });
    }

    private @Nullable Instant awaited(String type) throws InterruptedException {
        var end = Instant.now().plus(Duration.ofMinutes(6));
        while (alert(type) == null && Instant.now().isBefore(end)) Thread.sleep(500);
        return alert(type);
    }

    private static String since(Instant from, @Nullable Instant at) {
        return at == null
                ? "never"
                : "%.1f".formatted(Duration.between(from, at).toMillis() / 1e3);
    }

    private void line(String what, Object value) {
        out.printf("%-55s %8s%n", what, value);
    }
}
