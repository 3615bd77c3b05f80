package dev.usher.bench.gateway;

import com.amazonaws.services.lambda.runtime.Context;
import dev.usher.bench.Machine;
import dev.usher.bench.cost.RedisMonitor;
import dev.usher.egress.AddressGuard;
import dev.usher.egress.Call;
import dev.usher.egress.Egress;
import dev.usher.egress.Reply;
import dev.usher.functions.gateway.GatewayFunction;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import dev.usher.local.gateway.HttpServer;
import dev.usher.local.gateway.Site;
import dev.usher.local.parts.EmbeddedRedis;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures what the gateway adds to a call, and how fast it answers without one. */
public final class Overhead {
    private static final Path LAST = Path.of("bench", "target", "gateway.md");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Compiles everybody's code before the first figure. */
    private static final int WARM_UP = 4000;

    /** What the function asks of it is for its log alone. */
    private static final Context NOTHING = (Context) Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> method.getReturnType() == String.class ? "bench" : null);

    private final URI thirdParty;
    private final EmbeddedRedis redis;
    private final GatewayFunction function;
    private final Egress egress;
    private final AtomicBoolean down;
    private final int times;

    /** Calls that were answered otherwise: Redis was late, and the environment decided alone. */
    private final AtomicInteger others = new AtomicInteger();

    private Overhead(
            URI thirdParty,
            EmbeddedRedis redis,
            GatewayFunction function,
            Egress egress,
            AtomicBoolean down,
            int times) {
        this.thirdParty = thirdParty;
        this.redis = redis;
        this.function = function;
        this.egress = egress;
        this.down = down;
        this.times = times;
    }

    /** @param options {@code quick} for a run of some seconds */
    public static void run(List<String> options) throws Exception {
        Locale.setDefault(Locale.ROOT);
        int times = options.contains("quick") ? 4000 : 40_000;
        var text = with(times, Overhead::measure);
        System.out.println(text);
        Files.createDirectories(LAST.getParent());
        Files.writeString(LAST, text);
        System.out.println("kept as " + LAST);
    }

    /** Scripts that Redis runs for a call that all is well with, the board of breakers aside. */
    static double scripts(int calls) throws Exception {
        return with(calls, overhead -> {
            overhead.awaitRedis();
            return overhead.scriptsOf(calls);
        });
    }

    /** What is done with everything that a measurement stands on. */
    @FunctionalInterface
    private interface Work<T> {
        T on(Overhead overhead) throws Exception;
    }

    private static <T> T with(int times, Work<T> work) throws Exception {
        var down = new AtomicBoolean();
        var server = HttpServer.bind(0, false);
        server.serve(path -> request -> answer(request.rawPath(), down));
        var redis = EmbeddedRedis.start(null);
        var config = Files.createTempFile("gateway", ".yaml");
        try (var egress = new Egress(AddressGuard.allowing(List.of("127.0.0.0/8")));
                var yaml = Overhead.class.getResourceAsStream("/dev/usher/bench/gateway.yaml")) {
            Files.write(config, Objects.requireNonNull(yaml).readAllBytes());
            var url = URI.create("http://127.0.0.1:" + server.port());
            try (var function = new GatewayFunction(environment(config, url, redis.url()))) {
                return work.on(new Overhead(url, redis, function, egress, down, times));
            }
        } finally {
            redis.stop();
            server.stop();
            Files.delete(config);
        }
    }

    private static Site.Reaction answer(String path, AtomicBoolean down) {
        boolean well = path.startsWith("/well") || (path.startsWith("/kept") && !down.get());
        var body = "{\"object\":\"balance\",\"amount\":250000}".getBytes(StandardCharsets.UTF_8);
        return new Site.Reaction.Write(HttpAnswer.json(well ? 200 : 503, body));
    }

    /** Nothing is queued and nothing is kept in the log here, so no table is reached but by the breakers' history, which does without. */
    private static Map<String, String> environment(Path config, URI thirdParty, URI redis) {
        return Map.ofEntries(
                Map.entry("USHER_CONFIG", config.toString()),
                Map.entry("THIRD_PARTY", thirdParty.toString()),
                Map.entry("USHER_REDIS_URL", redis.toString()),
                Map.entry("USHER_STACK", "bench"),
                Map.entry("USHER_GATEWAY_TOKEN_SHA256", "open"),
                Map.entry("USHER_LOG_LEVEL", "off"),
                Map.entry("KEY", "bench"),
                Map.entry("NOTHING", "nothing"),
                Map.entry("USHER_TABLE", "none"),
                Map.entry("USHER_QUEUE_HIGH", "http://127.0.0.1:9/high"),
                Map.entry("USHER_QUEUE_NORMAL", "http://127.0.0.1:9/normal"),
                Map.entry("USHER_QUEUE_LOW", "http://127.0.0.1:9/low"),
                Map.entry("USHER_QUEUE_ASIDE", "http://127.0.0.1:9/aside"),
                Map.entry("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9"),
                Map.entry("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9"),
                Map.entry("AWS_ACCESS_KEY_ID", "none"),
                Map.entry("AWS_SECRET_ACCESS_KEY", "none"));
    }

    private int call(String service) throws IOException {
        var path = "\"rawPath\":\"/gateway/" + service + "/v1/balance\",\"headers\":{},";
        var values = "\"pathParameters\":{\"service\":\"" + service + "\"},";
        var event = "{" + path + values + "\"requestContext\":{\"http\":{\"method\":\"GET\"}}}";
        var answer = new ByteArrayOutputStream(1024);
        function.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, NOTHING);
        return Objects.requireNonNull(Json.readOrNull(answer.toByteArray()))
                .path("statusCode")
                .asInt();
    }

    private Stopwatch.Act expecting(String service, int status) {
        return () -> {
            if (call(service) != status) others.incrementAndGet();
        };
    }

    /** The same client as the gateway's, with the same headers, and no gateway. */
    private void direct() {
        var headers = Map.of("authorization", "Bearer bench", "accept-encoding", "identity");
        var url = thirdParty.resolve("/well/v1/balance");
        var reply = egress.call(new Call("GET", url, headers, Body.EMPTY, 4 * 1024 * 1024, TIMEOUT, false));
        if (!(reply instanceof Reply.Answered answered) || answered.status() != 200)
            throw new IllegalStateException("the third party did not answer");
    }

    private String measure() throws Exception {
        var through = expecting("well", 200);
        awaitRedis();
        Stopwatch.each(8, WARM_UP, List.of(this::direct, through));
        var text = new StringBuilder(
                "%s · Redis embedded · %,d calls a figure, milliseconds\n\n".formatted(Machine.describe(), times));
        text.append("| | p50 | p95 | p99 | to reach |\n| --- | --- | --- | --- | --- |\n");
        try (var ping = new Ping(redis.url())) {
            for (int callers : List.of(1, 8)) {
                var acts = callers == 1
                        ? List.<Stopwatch.Act>of(this::direct, through, ping::run)
                        : List.<Stopwatch.Act>of(this::direct, through);
                var watches = Stopwatch.each(callers, times, acts);
                var of = callers == 1 ? "1 caller" : callers + " callers";
                row(text, of + ": called directly", watches.get(0), "");
                row(text, of + ": through the gateway", watches.get(1), "");
                double more = watches.get(1).at(50) - watches.get(0).at(50);
                if (callers == 1) row(text, "one round trip to Redis (PING)", watches.get(2), "");
                var goal = callers == 1
                        ? goal("a round trip + 1 ms", more <= watches.get(2).at(50) + 1)
                        : "";
                text.append("| %s: the gateway adds, at p50 | %.2f | | | %s |\n".formatted(of, more, goal));
            }
        }
        text.append("| scripts in Redis a call | %.3f | | | %s |\n"
                .formatted(scriptsOf(times / 4), "1, and the board of breakers twice a second"));
        quick(text, "budget used up", "spent", 429, 50);
        if (call("kept") != 200) throw new IllegalStateException("nothing to keep");
        down.set(true);
        quick(text, "breaker open", "broken", 503, 50);
        quick(text, "breaker open, a kept answer", "kept", 200, 500);
        int odd = others.get();
        if (odd > times / 20) throw new IllegalStateException(odd + " calls were answered otherwise");
        if (odd > 0)
            text.append("\n%d calls were answered otherwise, since Redis was late for 30 ms.\n".formatted(odd));
        return text.toString();
    }

    private double scriptsOf(int calls) throws Exception {
        try (var monitor = RedisMonitor.of(redis.url())) {
            for (int i = 0; i < calls; i++) call("well");
            return (double) monitor.decisions() / calls;
        }
    }

    /** What is answered without a call: measured once it is. */
    private void quick(StringBuilder text, String what, String service, int status, double most) throws Exception {
        for (int i = 0; i < 50; i++) {
            call(service);
            Thread.sleep(20); // a lone environment's failures are believed a little later
        }
        var watch = Stopwatch.each(8, times / 2, List.of(expecting(service, status)))
                .getFirst();
        row(text, what + ", 8 callers", watch, goal("%.0f ms at p99".formatted(most), watch.at(99) < most));
    }

    private static void row(StringBuilder text, String what, Stopwatch watch, String goal) {
        text.append("| %s | %s | %s |\n".formatted(what, watch.cells(), goal));
    }

    private static String goal(String text, boolean met) {
        return text + (met ? ": met" : ": missed");
    }

    /** Until the function has its connection, it decides alone. */
    private void awaitRedis() throws Exception {
        try (var monitor = RedisMonitor.of(redis.url())) {
            while (monitor.decisions() < 20) {
                call("well");
                Thread.sleep(5);
            }
        }
    }

    /** The shortest round trip that there is. */
    private static final class Ping implements AutoCloseable {
        private final Socket socket;

        Ping(URI redis) throws IOException {
            socket = new Socket(redis.getHost(), redis.getPort());
            socket.setTcpNoDelay(true);
        }

        void run() throws IOException {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().readNBytes("+PONG\r\n".length()).length == 0)
                throw new IOException("no answer");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
