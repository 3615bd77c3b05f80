package dev.usher.shape;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.config.Normaliser;
import dev.usher.config.Service;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.incident.Symptom;
import dev.usher.incident.Symptoms;
import dev.usher.message.StoreUnavailable;
import dev.usher.shape.Shaped.Change;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings answers of services into our shape, and tells when a service has changed its own. Normalisers are made ready when they are first
 * needed, because a validator of JSON Schema is slow to load and most calls do without. Thread-safe.
 */
public final class Shapes {
    /** What is wrong with a service whose answers do not fit. */
    public static final String CHANGED = "schema-changed";

    /** A change is told again after this, while answers have it: the symptom is over when nobody tells it any more. */
    private static final Duration AGAIN = Duration.ofMinutes(5);

    private final Function<String, byte @Nullable []> files;
    private final Symptoms symptoms;
    private final JsonLog log;
    private final Map<Normaliser, Compiled> ready = new ConcurrentHashMap<>();

    /** When each kind of each service's changes was last told. */
    private final Map<String, Map<String, Instant>> told = new ConcurrentHashMap<>();

    /** @param files the bytes of a file by its name beside the configuration; null when there is none */
    public Shapes(Function<String, byte @Nullable []> files, Symptoms symptoms, JsonLog log) {
        this.files = files;
        this.symptoms = symptoms;
        this.log = log;
    }

    /** Brings one answer into our shape. */
    public Shaped shape(Service service, String method, String path, int status, Body body, Instant now) {
        var normaliser = status < 200 || status > 299 ? null : of(service, method, path);
        if (normaliser == null) return new Shaped.Foreign();
        var shaped = ready(normaliser).apply(body, now);
        if (shaped instanceof Shaped.Changed(var change, var by)) changed(service, by, change, now);
        return shaped;
    }

    private static @Nullable Normaliser of(Service service, String method, String path) {
        return service.normalise().stream()
                .filter(one -> one.takes(method, path))
                .findFirst()
                .orElse(null);
    }

    private Compiled ready(Normaliser normaliser) {
        return ready.computeIfAbsent(normaliser, one -> new Compiled(one, files));
    }

    private void changed(Service service, Normaliser by, Change change, Instant now) {
        var kinds = told.computeIfAbsent(service.name(), name -> new ConcurrentHashMap<>());
        var kind = by.path() + " " + change;
        var before = kinds.get(kind);
        if (before != null && now.isBefore(before.plus(AGAIN))) return;
        boolean ours = before == null ? kinds.putIfAbsent(kind, now) == null : kinds.replace(kind, before, now);
        if (!ours) return; // somebody else tells it just now
        if (before == null) log(service, by, change);
        try {
            var detail = by.path() + " of version " + by.version() + ", " + change;
            symptoms.tell(new Symptom("service:" + service.name(), CHANGED, true, detail, now));
        } catch (StoreUnavailable outage) {
            kinds.remove(kind);
        }
    }

    private void log(Service service, Normaliser by, Change change) {
        log.warn(
                "schema changed",
                Json.object()
                        .put("service", service.name())
                        .put("path", by.path())
                        .put("version", by.version())
                        .put("pointer", change.pointer())
                        .put("expected", change.expected()));
    }

    /** What is wrong with a service's normalisers: every file, expression and sample is tried. Empty when all is well. */
    public List<String> mistakes(Service service, Instant now) {
        var mistakes = new ArrayList<String>();
        for (var one : service.normalise())
            try {
                for (var sample : one.samples()) {
                    var wrong = mistake(ready(one), Compiled.document(sample, files), now);
                    if (!wrong.isEmpty()) mistakes.add(service.name() + " " + one.path() + " " + sample + ": " + wrong);
                }
            } catch (RuntimeException wrong) {
                mistakes.add(service.name() + " " + one.path() + ": " + wrong.getMessage());
            }
        return mistakes;
    }

    private static String mistake(Compiled normaliser, JsonNode sample, Instant now) {
        if (!sample.has("from") || !sample.has("to")) return "needs from and to";
        return switch (normaliser.apply(Body.of(Json.bytes(sample.path("from"))), now)) {
            case Shaped.Foreign foreign -> "is taken by no normaliser";
            case Shaped.Changed(var change, var by) -> change.toString();
            case Shaped.Normal(var body, var by) ->
                sample.path("to").equals(Json.readOrNull(body.bytes())) ? "" : "is made something else than to";
        };
    }
}
