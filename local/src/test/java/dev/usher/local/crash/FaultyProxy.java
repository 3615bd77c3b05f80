package dev.usher.local.crash;

import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import dev.usher.local.gateway.HttpServer;
import dev.usher.local.gateway.Received;
import dev.usher.local.gateway.Site;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between the host and DynamoDB or SQS and fails as told. It knows calls by their {@code X-Amz-Target}. */
final class FaultyProxy implements AutoCloseable {
    /** Longer than any client of ours waits. */
    private static final int HANG_SECONDS = 30;

    private static final Set<String> NOT_PASSED_ON = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "expect",
            "upgrade",
            "keep-alive",
            "http2-settings");

    /** How a call fails. */
    enum Fault {
        /** The connection breaks before anything was done. */
        REFUSED,
        /** No answer comes, and nothing is done. */
        HANGS,
        /** Status 500, and nothing is done. */
        ERROR,
        /** DynamoDB's way of saying slow down; nothing is done. */
        THROTTLED,
        /** It is done, and then the connection breaks without an answer. */
        CUT_AFTER_DONE
    }

    /**
     * What is to fail.
     *
     * @param share of the calls, 0 to 1
     * @param actions the names of the calls that may fail; empty for all
     * @param naming what a call that may fail has in its body; empty for any
     */
    private record Plan(Fault fault, double share, Set<String> actions, String naming, CountDownLatch over) {
        boolean concerns(String action, Received request) {
            return (actions.isEmpty() || actions.contains(action))
                    && request.body().text().contains(naming)
                    && ThreadLocalRandom.current().nextDouble() < share;
        }
    }

    private static final Plan HEALTHY = new Plan(Fault.ERROR, 0, Set.of(), "", new CountDownLatch(0));

    private final HttpServer server;
    private final URI behind;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile Plan plan = HEALTHY;

    private FaultyProxy(HttpServer server, URI behind) {
        this.server = server;
        this.behind = behind;
    }

    static FaultyProxy before(URI behind) throws Exception {
        var proxy = new FaultyProxy(HttpServer.bind(0, false), behind);
        proxy.server.serve(path -> proxy::answer);
        return proxy;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    void fail(Fault fault, double share, String... actions) {
        plan = new Plan(fault, share, Set.of(actions), "", new CountDownLatch(1));
    }

    /** Lets only calls fail that have this text in their body. */
    void failWhatNames(String text, Fault fault, String... actions) {
        plan = new Plan(fault, 1, Set.of(actions), text, new CountDownLatch(1));
    }

    void heal() {
        var old = plan;
        plan = HEALTHY;
        old.over().countDown();
    }

    /** How many calls it made fail. */
    int failed() {
        return failed.get();
    }

    private Site.Reaction answer(Received request) throws InterruptedException {
        var now = plan;
        var target = Receivers.header(request, "x-amz-target");
        var action = target.substring(target.indexOf('.') + 1);
        if (!now.concerns(action, request)) return forward(request);
        failed.incrementAndGet();
        return switch (now.fault()) {
            case REFUSED -> new Site.Reaction.Reset();
            case HANGS -> {
                now.over().await(HANG_SECONDS, TimeUnit.SECONDS);
                yield new Site.Reaction.Reset();
            }
            case ERROR -> error(500, "InternalServerError", "on purpose");
            case THROTTLED ->
                error(
                        400,
                        "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
                        "The level of configured provisioned throughput for the table was exceeded.");
            case CUT_AFTER_DONE -> {
                forward(request);
                yield new Site.Reaction.Reset();
            }
        };
    }

    private static Site.Reaction error(int status, String type, String message) {
        var headers = List.of(new Received.Header("content-type", "application/x-amz-json-1.0"));
        var body = Json.object().put("__type", type).put("message", message);
        return new Site.Reaction.Write(new HttpAnswer(status, headers, Body.of(Json.bytes(body))));
    }

    private Site.Reaction forward(Received request) throws InterruptedException {
        var query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
        var call = HttpRequest.newBuilder(URI.create(behind + request.rawPath() + query))
                .method(
                        request.method(),
                        BodyPublishers.ofByteArray(request.body().bytes()));
        for (var header : request.headers()) if (isPassedOn(header.name())) call.header(header.name(), header.value());
        try {
            return new Site.Reaction.Write(answer(client.send(call.build(), BodyHandlers.ofByteArray())));
        } catch (IOException gone) {
            return new Site.Reaction.Reset();
        }
    }

    private static HttpAnswer answer(HttpResponse<byte[]> response) {
        var headers = new ArrayList<Received.Header>();
        response.headers().map().forEach((name, values) -> {
            if (isPassedOn(name)) for (var value : values) headers.add(new Received.Header(name, value));
        });
        return new HttpAnswer(response.statusCode(), headers, Body.of(response.body()));
    }

    private static boolean isPassedOn(String header) {
        return !NOT_PASSED_ON.contains(header.toLowerCase(java.util.Locale.ROOT));
    }

    @Override
    public void close() {
        heal();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the proxy did not stop", e);
        }
        client.shutdownNow();
    }
}
