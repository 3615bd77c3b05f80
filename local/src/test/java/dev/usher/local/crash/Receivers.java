package dev.usher.local.crash;

import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import dev.usher.local.gateway.HttpServer;
import dev.usher.local.gateway.Received;
import dev.usher.local.gateway.Site;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The destinations, in the process of the test so that they outlive every host. {@code steady} takes everything; {@code moody}
 * answers 503 to the first two attempts of every fourth event that it gets, and to every attempt of the first one and each twentieth after
 * it: so however few events a slow machine gets done, some are refused for good.
 */
final class Receivers implements AutoCloseable {
    private static final int REFUSED = 20;
    private static final int DELAYED = 4;

    private final HttpServer server;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();

    /** The events that {@code moody} got, numbered as they came. */
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

    private final AtomicInteger nextNumber = new AtomicInteger();

    /**
     * One request that came in.
     *
     * @param destination the last part of the path
     * @param event the webhook-id
     * @param providerId the id in the body
     * @param genuine its signature is right
     * @param taken answered 200, not 503
     */
    record Arrival(
            String destination,
            String event,
            String delivery,
            int attempt,
            String providerId,
            Body body,
            boolean genuine,
            boolean taken) {}

    private Receivers(HttpServer server) {
        this.server = server;
    }

    static Receivers start() throws Exception {
        var receivers = new Receivers(HttpServer.bind(0, false));
        receivers.server.serve(path -> receivers::answer);
        return receivers;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    private boolean takes(String destination, String event, int attempt) {
        if (destination.equals("steady")) return true;
        int number = numbers.computeIfAbsent(event, first -> nextNumber.getAndIncrement());
        if (number % REFUSED == 0) return false;
        return attempt > 2 || number % DELAYED != 0;
    }

    private Site.Reaction answer(Received request) {
        var destination = request.rawPath().substring(1);
        var event = header(request, "webhook-id");
        int attempt = Integer.parseInt(header(request, "usher-attempt"));
        var json = Json.readOrNull(request.body().bytes());
        var expected = Keys.signatureOfDelivery(
                event, header(request, "webhook-timestamp"), request.body().bytes());
        boolean taken = takes(destination, event, attempt);
        arrivals.add(new Arrival(
                destination,
                event,
                header(request, "usher-delivery"),
                attempt,
                json == null ? "" : json.path("id").asText(),
                request.body(),
                header(request, "webhook-signature").equals(expected),
                taken));
        return new Site.Reaction.Write(HttpAnswer.message(taken ? 200 : 503, taken ? "taken" : "not now"));
    }

    static String header(Received request, String name) {
        return request.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Received.Header::value)
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the receivers did not stop", e);
        }
    }
}
