package dev.usher.bench.coldstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The Lambda Runtime API of one execution environment, as
 * <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">AWS describes it</a>: hands out the given events one
 * after another and tells what became of them. What asks for more waits until this is closed.
 */
final class RuntimeApi implements AutoCloseable {
    private static final String ROOT = "/2018-06-01/runtime/";
    private static final byte[] ACCEPTED = "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8);

    /** What the runtime did. Times are {@link System#nanoTime()}. */
    sealed interface Step {
        long nanos();

        /** It asked for an event, for the first time after its initialisation. */
        record Asked(long nanos) implements Step {}

        /** It answered an event. */
        record Answered(long nanos, String answer) implements Step {}

        /** It could not be initialised, or its handler threw; the error as it told it. */
        record Failed(long nanos, String error) implements Step {}
    }

    private final HttpServer server;
    private final List<byte[]> events;
    private final Duration timeout;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private int handedOut; // guarded by this
    private boolean closed; // guarded by this

    /** @param timeout what each invocation is told to have */
    RuntimeApi(List<byte[]> events, Duration timeout) throws IOException {
        this.events = new ArrayList<>(events);
        this.timeout = timeout;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(ROOT, this::serve);
        server.start();
    }

    /** For AWS_LAMBDA_RUNTIME_API. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was done, in order. */
    BlockingQueue<Step> steps() {
        return steps;
    }

    private void serve(HttpExchange exchange) throws IOException {
        long now = System.nanoTime();
        try (exchange) {
            var path = exchange.getRequestURI().getPath().substring(ROOT.length());
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (path.equals("invocation/next")) {
                next(exchange, now);
            } else if (path.endsWith("/response")) {
                steps.add(new Step.Answered(now, body));
                reply(exchange, 202, ACCEPTED);
            } else if (path.endsWith("/error")) {
                steps.add(new Step.Failed(now, body));
                reply(exchange, 202, ACCEPTED);
            } else {
                reply(exchange, 404, new byte[0]);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void next(HttpExchange exchange, long now) throws IOException, InterruptedException {
        int number = take(now);
        if (number < 0) return;
        var headers = exchange.getResponseHeaders();
        headers.set("Lambda-Runtime-Aws-Request-Id", "00000000-0000-4000-8000-%012d".formatted(number));
        headers.set("Lambda-Runtime-Deadline-Ms", String.valueOf(System.currentTimeMillis() + timeout.toMillis()));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:000000000000:function:bench");
        headers.set(
                "Lambda-Runtime-Trace-Id",
                "Root=1-00000000-000000000000000000000001;Parent=0000000000000001;Sampled=0");
        headers.set("Content-Type", "application/json");
        reply(exchange, 200, events.get(number));
    }

    /** The number of the next event; negative once there is none and this is closed. */
    private synchronized int take(long now) throws InterruptedException {
        if (handedOut == 0) steps.add(new Step.Asked(now));
        while (handedOut == events.size() && !closed) wait();
        return closed ? -1 : handedOut++;
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.stop(0);
    }
}
