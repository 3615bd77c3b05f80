package dev.usher.bench.drill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The platform's services, which call Stripe at a steady rate: in turn they read a balance, and make a payment that may wait. */
final class Platform implements AutoCloseable {
    private final URI host;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, String> waiting = new ConcurrentHashMap<>();
    private final Map<Integer, String> intents = new ConcurrentHashMap<>();

    /**
     * A call that was made.
     *
     * @param payment or a balance that was read
     * @param status of the answer; 0 when none came
     * @param kept answered from what was kept
     */
    record Call(Instant at, boolean payment, int status, boolean kept, Duration took) {}

    Platform(URI host) {
        this.host = host;
    }

    /** Calls at this rate for this long, and waits for the last answer. */
    void call(int perSecond, Duration time) throws InterruptedException {
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long i = 0; i < perSecond * time.toSeconds(); i++) {
                long due = start + i * 1_000_000_000L / perSecond;
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                boolean payment = i % 2 == 1;
                threads.execute(() -> call(payment));
            }
        }
    }

    private void call(boolean payment) {
        var at = Instant.now();
        try {
            var response =
                    payment ? pay() : send(request("stripe_payments/v1/balance").GET());
            var took = Duration.between(at, Instant.now());
            boolean kept = response.headers().firstValue("cache-status").isPresent();
            calls.add(new Call(at, payment, response.statusCode(), kept, took));
        } catch (IOException | InterruptedException e) {
            calls.add(new Call(at, payment, 0, false, Duration.between(at, Instant.now())));
        }
    }

    private HttpResponse<String> pay() throws IOException, InterruptedException {
        int number = numbers.incrementAndGet();
        var response = send(request("stripe_payments/v1/payment_intents")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Idempotency-Key", "drill-" + number)
                .header("Prefer", "respond-async")
                .POST(BodyPublishers.ofString("amount=" + number + "&currency=gbp")));
        var answer = Json.mapper().readTree(response.body());
        if (response.statusCode() == 202) waiting.put(number, answer.path("id").asText());
        if (response.statusCode() == 200) intents.put(number, answer.path("id").asText());
        return response;
    }

    /** Fetches the answers of calls that waited. @return how many still do */
    int fetch() throws IOException, InterruptedException {
        for (var call : List.copyOf(waiting.entrySet())) {
            var status = json(send(request("requests/" + call.getValue()).GET()));
            if (!status.path("state").asText().equals("done")) continue;
            var answer = Json.mapper().readTree(status.at("/answer/body").asText());
            intents.put(call.getKey(), answer.path("id").asText());
            waiting.remove(call.getKey());
        }
        return waiting.size();
    }

    /** What the operators' API says. */
    JsonNode look(String path) throws IOException, InterruptedException {
        return json(send(HttpRequest.newBuilder(host.resolve(path)).header("Authorization", "Bearer admin-dev-token")));
    }

    /** Says how Stripe behaves from now on. */
    void behave(String behaviour) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(host.resolve("/simulators/stripe/behaviour"))
                .PUT(BodyPublishers.ofString(behaviour)));
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Payments that were asked for. */
    int payments() {
        return numbers.get();
    }

    /** What Stripe made of each payment that was answered, by the payment's number. */
    Map<Integer, String> intents() {
        return Map.copyOf(intents);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(host.resolve("/gateway/" + path))
                .header("Authorization", "Bearer gateway-dev-token");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(40)).build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        if (response.statusCode() != 200) throw new IOException(response.uri() + ": " + response.body());
        return Json.mapper().readTree(response.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
