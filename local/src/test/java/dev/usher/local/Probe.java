package dev.usher.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** What the test functions of one host got, and what they answer. The host knows it by the parameter {@code Probe}. */
public final class Probe {
    private static final Map<String, Probe> PROBES = new ConcurrentHashMap<>();

    /** What a function does with an event. */
    public interface Reply {
        /** The payload to answer with. */
        String to(JsonNode event, Context context) throws Exception;
    }

    /** One invocation. */
    public record Call(String function, JsonNode event) {}

    public final String name = UUID.randomUUID().toString();
    public final List<Call> calls = new CopyOnWriteArrayList<>();
    public final List<Map<String, String>> environments = new CopyOnWriteArrayList<>();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostRunning = new AtomicInteger();
    volatile Reply reply = (event, context) -> "";

    public Probe() {
        PROBES.put(name, this);
    }

    /** Makes the functions answer this from now on. */
    public void answer(String payload) {
        reply = (event, context) -> payload;
    }

    static Probe named(String name) {
        // Not computeIfAbsent: a new probe registers itself under its own name, which may fall into the same bin of the
        // map.
        var fresh = new Probe();
        var known = PROBES.putIfAbsent(name, fresh);
        return known == null ? fresh : known;
    }

    /** The events that a function got, oldest first. */
    public List<JsonNode> eventsOf(String function) {
        return calls.stream()
                .filter(call -> call.function().equals(function))
                .map(Call::event)
                .toList();
    }

    /** Waits until the condition holds, for 20 s at most. */
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("did not happen within 20 s: " + what);
            Thread.sleep(5);
        }
    }
}
