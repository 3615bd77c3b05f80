package dev.usher.local.crash;

import dev.usher.http.Body;
import dev.usher.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A provider that sends unique, signed events from several threads and remembers exactly what it was told about each. */
final class Provider implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /**
     * What became of one request.
     *
     * @param status 0 when no answer came
     * @param word {@code accepted}, {@code duplicate} or {@code queued}; empty for anything else
     * @param event the id that the answer names, or empty
     */
    record Answer(String providerId, int status, String word, String event, Duration took) {
        boolean accepted() {
            return status >= 200 && status < 300;
        }
    }

    private final String source;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Body> sent = new ConcurrentHashMap<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable URI host;

    Provider(String source) {
        this.source = source;
    }

    String source() {
        return source;
    }

    /** Starts threads that send to whatever host there is, each one event every {@code pace} or as fast as it gets answers. */
    void start(int count, Duration pace) {
        for (int i = 0; i < count; i++)
            threads.add(Thread.ofVirtual().name("provider-" + i).start(() -> send(pace)));
    }

    /** @param url null: there is no host, so nothing is sent */
    void sendTo(@Nullable URI url) {
        host = url;
    }

    private void send(Duration pace) {
        try {
            long next = System.nanoTime();
            while (true) {
                next = Math.max(System.nanoTime(), next + pace.toNanos());
                if (closing.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) return;
                if (host != null) sendOne();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One new event, in this thread. */
    Answer sendOne() throws InterruptedException {
        var id = source + "-" + sent.size() + "-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
        var body = body(id);
        sent.put(id, body);
        return post(id, body);
    }

    /** The same event once more, as a provider does that was not answered 2xx. */
    Answer sendAgain(String providerId) throws InterruptedException {
        var body = sent.get(providerId);
        if (body == null) throw new IllegalArgumentException("never sent: " + providerId);
        return post(providerId, body);
    }

    private Answer post(String id, Body body) throws InterruptedException {
        var url = host;
        long began = System.nanoTime();
        if (url == null) return note(new Answer(id, 0, "", "", Duration.ZERO));
        var request = HttpRequest.newBuilder(URI.create(url + "/webhooks/" + source))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .header("x-signature", Keys.signatureOfProvider(body.bytes()))
                .POST(BodyPublishers.ofByteArray(body.bytes()))
                .build();
        try {
            var response = client.send(request, BodyHandlers.ofByteArray());
            var json = Json.readOrNull(response.body());
            boolean good = response.statusCode() < 300 && json != null;
            var word = good && json != null ? json.path("status").asText() : "";
            var event = good && json != null ? json.path("id").asText() : "";
            return note(
                    new Answer(id, response.statusCode(), word, event, Duration.ofNanos(System.nanoTime() - began)));
        } catch (IOException notAnswered) {
            return note(new Answer(id, 0, "", "", Duration.ofNanos(System.nanoTime() - began)));
        }
    }

    private Answer note(Answer answer) {
        answers.add(answer);
        if (answer.accepted()) accepted.incrementAndGet();
        return answer;
    }

    /** Unusual white space, escapes and text from outside ASCII: whatever parses and writes it again does not get the same bytes. */
    private static Body body(String id) {
        var random = ThreadLocalRandom.current();
        var filler = "ü✓𝄞 ".repeat(random.nextInt(1, 60));
        var text = "{ \"type\" : \"crash.test\",\n\t\"amount\":1.50e1, \"note\":\"\\u00fc" + filler + "\", \"id\":\""
                + id + "\"}\n";
        return Body.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Every event that was ever sent, answered or not: its bytes by the provider's id. */
    Map<String, Body> sent() {
        return Map.copyOf(sent);
    }

    /** Everything it was told, in the order of the answers. */
    List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** How many answers were 2xx. */
    int accepted() {
        return accepted.get();
    }

    /** The events that were never answered 2xx. */
    Set<String> refused() {
        var refused = new HashSet<>(sent.keySet());
        for (var answer : answers) if (answer.accepted()) refused.remove(answer.providerId());
        return refused;
    }

    /** Sends nothing new, and waits until everything sent is answered. */
    void pause() throws InterruptedException {
        sendTo(null);
        Await.until("all answers", PATIENCE.plusSeconds(5), () -> answers.size() >= sent.size());
    }

    /** Waits for so many further answers. */
    void awaitAnswers(int more) throws InterruptedException {
        int before = answers.size();
        Await.until(more + " answers", Duration.ofSeconds(60), () -> answers.size() >= before + more);
    }

    /** Stops sending and waits for what is under way. */
    void stop() throws InterruptedException {
        closing.countDown();
        for (var thread : threads) thread.join(PATIENCE.plusSeconds(5));
    }

    @Override
    public void close() {
        closing.countDown();
        for (var thread : threads) thread.interrupt();
        client.shutdownNow();
    }
}
