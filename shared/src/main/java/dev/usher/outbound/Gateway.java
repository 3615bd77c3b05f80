package dev.usher.outbound;

import dev.usher.admission.Heeding;
import dev.usher.breaker.Breakers;
import dev.usher.config.Fallback;
import dev.usher.config.Service;
import dev.usher.http.Json;
import dev.usher.limit.Limiter;
import dev.usher.outbound.GatewayAnswer.Denied;
import dev.usher.outbound.GatewayAnswer.Failed;
import dev.usher.outbound.GatewayAnswer.Instead;
import dev.usher.outbound.GatewayAnswer.KeyTaken;
import dev.usher.outbound.GatewayAnswer.Queued;
import dev.usher.outbound.GatewayAnswer.Served;
import dev.usher.outbound.GatewayAnswer.Stale;
import dev.usher.shape.Shapes;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Calls a third party for somebody of the platform. Around the {@linkplain Attempts attempts} stand the retries, where they are safe; behind
 * them, what the service falls back to: an answer that was kept, another service, or the queue.
 */
public final class Gateway {
    private final Parts parts;
    private final Attempts attempts;
    private final Retries retries;
    private final Map<String, Service> services;
    private final CallQueue queue;
    private final Shaping shaping;
    private final InstantSource clock;

    /**
     * What it works with.
     *
     * @param pause between attempts
     * @param random a number from 0 to less than what it is given
     */
    public record Parts(
            Limiter limiter,
            Heeding heeding,
            Breakers breakers,
            Credentials credentials,
            ThirdParty network,
            Keeping keeping,
            Calls calls,
            Pause pause,
            LongUnaryOperator random,
            JsonLog log) {}

    /**
     * A gateway.
     *
     * @param services by name, for those that stand in for others
     * @param queue where calls wait that can't be made now
     * @param shapes brings answers into our shape
     */
    public Gateway(Parts parts, Map<String, Service> services, CallQueue queue, Shapes shapes, InstantSource clock) {
        this.parts = parts;
        this.attempts = new Attempts(parts, clock);
        this.retries = new Retries(parts.random);
        this.services = Map.copyOf(services);
        this.queue = queue;
        this.shaping = new Shaping(shapes);
        this.clock = clock;
    }

    /** Makes the call, as often as it takes and is safe, or finds something to answer instead. */
    public GatewayAnswer call(Service service, Outgoing wanted) {
        var started = clock.instant();
        var later = wanted.later();
        var answer = later != null && later.atOnce() ? queue.put(service, wanted, null) : called(service, wanted);
        if (wanted.normal()) answer = shaping.of(service, wanted, answer, clock.instant());
        record(service, wanted, answer, Duration.between(started, clock.instant()));
        return answer;
    }

    private GatewayAnswer called(Service service, Outgoing wanted) {
        var tried = attempts(service, wanted);
        if (!(tried.answer instanceof Denied denied)) return tried.answer;
        for (var fallback : service.fallback()) {
            var instead =
                    switch (fallback) {
                        case Fallback.Stale stale -> stale(service, wanted, denied);
                        case Fallback.Other other -> other(other, wanted, denied, tried.unmade);
                        case Fallback.Queue queued -> queued(service, wanted, denied, tried.unmade);
                    };
            if (instead != null) return instead;
        }
        return denied;
    }

    private @Nullable GatewayAnswer stale(Service service, Outgoing wanted, Denied denied) {
        boolean kept = wanted.mayBeKept() && service.stale().isPositive();
        return kept ? parts.keeping.find(service.name(), wanted.question(), denied) : null;
    }

    /** What only reads, or was not done, may be asked of somebody else. They are asked without falling back themselves, so nothing goes in circles. */
    private @Nullable GatewayAnswer other(Fallback.Other other, Outgoing wanted, Denied denied, boolean unmade) {
        var service = services.get(other.service());
        if (service == null || !(wanted.reads() || unmade)) return null;
        var path = other.path();
        var asked = path == null ? wanted : wanted.at(path);
        if (!(attempts(service, asked).answer instanceof Served served) || served.status() >= 400) return null;
        var shaped = wanted.normal() ? shaping.of(service, asked, served, clock.instant()) : served;
        return shaped instanceof Served fit ? new Instead(service.name(), fit, denied) : null;
    }

    /** Who waits for an answer that could be made later may be told where it will be; unless it may have been made already, and may not be twice. */
    private @Nullable GatewayAnswer queued(Service service, Outgoing wanted, Denied denied, boolean unmade) {
        boolean may = wanted.later() != null && denied.passing() && (unmade || Attempts.repeatable(service, wanted));
        return may ? queue.put(service, wanted, denied) : null;
    }

    /**
     * What came of all attempts.
     *
     * @param unmade none of them can have done anything over there, whatever became of the last
     */
    private record Tried(GatewayAnswer answer, boolean unmade) {}

    private Tried attempts(Service service, Outgoing wanted) {
        retries.begun(service.name());
        Denied last = null;
        boolean unmade = true;
        for (int number = 1; ; number++) {
            switch (attempts.make(service, wanted, number, null)) {
                case Step.Refused(var answer) -> {
                    return new Tried(last == null ? answer : last, unmade);
                }
                case Step.Over(var answer) -> {
                    return new Tried(answer, unmade && answer instanceof Denied denied && denied.unmade());
                }
                case Step.Again(var answer, var atLeast, boolean undone, var outcome) -> {
                    unmade &= undone;
                    if (!undone && !Attempts.repeatable(service, wanted)) return new Tried(answer, unmade);
                    var wait = retries.next(service.name(), service.retry(), number, atLeast);
                    if (wait == null || !clock.instant().plus(wait).isBefore(wanted.deadline()))
                        return new Tried(answer, unmade);
                    parts.pause.pause(wait);
                    last = answer;
                }
            }
        }
    }

    /** Neither path nor query: they may hold what is personal. */
    private void record(Service service, Outgoing wanted, GatewayAnswer answer, Duration took) {
        var line = Json.object()
                .put("service", service.name())
                .put("method", wanted.method())
                .put("correlationId", wanted.correlationId())
                .put("tookMs", took.toMillis());
        switch (answer) {
            case Served served -> {
                line.put("outcome", "served").put("status", served.status()).put("attempts", served.attempts());
                if (!served.shape().isEmpty()) line.put("shape", served.shape().replace("\"", ""));
            }
            case Stale stale ->
                line.put("outcome", "stale").put("because", stale.why().word());
            case Instead(var other, var served, var why) ->
                line.put("outcome", "instead")
                        .put("by", other)
                        .put("because", why.word())
                        .put("status", served.status());
            case Queued queued ->
                line.put("outcome", "queued").put("request", queued.id().text()).put("position", queued.position());
            case KeyTaken taken -> line.put("outcome", "key-taken");
            case Failed failed ->
                line.put("outcome", "failed").put("error", failed.error()).put("attempts", failed.attempts());
            case Denied denied -> line.put("outcome", denied.word());
        }
        if (answer instanceof Served || answer instanceof Queued) parts.log.info("outbound call", line);
        else parts.log.warn("outbound call", line);
    }
}
