package dev.usher.outbound;

import dev.usher.admission.Heeding;
import dev.usher.breaker.BreakerId;
import dev.usher.breaker.Breakers;
import dev.usher.breaker.Passage;
import dev.usher.breaker.Result;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Service;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Limiter;
import dev.usher.message.Outcome;
import dev.usher.message.Outcome.Failure;
import dev.usher.outbound.GatewayAnswer.Broken;
import dev.usher.outbound.GatewayAnswer.Denied;
import dev.usher.outbound.GatewayAnswer.Failed;
import dev.usher.outbound.GatewayAnswer.Limited;
import dev.usher.outbound.GatewayAnswer.Served;
import dev.usher.outbound.GatewayAnswer.TooDear;
import dev.usher.outbound.GatewayAnswer.Unauthenticated;
import dev.usher.outbound.ThirdParty.Reply;
import dev.usher.signal.Answer;
import dev.usher.signal.Signal;
import dev.usher.telemetry.JsonLog;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Calls a third party for somebody of the platform. An attempt is: time left, breaker, limit, credentials, the call, and what is learnt of
 * its answer. The breaker comes before the limit because it costs nothing and an open one should not use up a budget. Around the
 * attempts stand the retries, where they are safe; and behind all of it what was kept of earlier answers.
 */
public final class Gateway {
    /** Methods that may be made twice whatever the service says, RFC 9110 section 9.2.2. */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

    /** Failures before anything was sent: nobody did anything yet. */
    private static final Set<Failure> NOT_SENT = Set.of(Failure.DNS, Failure.CONNECT, Failure.TLS);

    private static final int MANY_REQUESTS = 429;

    private final Parts parts;
    private final Retries retries;
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

    public Gateway(Parts parts, InstantSource clock) {
        this.parts = parts;
        this.retries = new Retries(parts.random);
        this.clock = clock;
    }

    /** What came of one attempt. */
    private sealed interface Step {
        /** No further attempt is of use. */
        record Over(GatewayAnswer answer) implements Step {}

        /**
         * Another attempt may bring more, if it is safe.
         *
         * @param atLeast what the service asked to wait
         * @param undone nothing happened over there, so that it is safe whatever is asked for
         */
        record Again(Denied answer, Duration atLeast, boolean undone) implements Step {}
    }

    /** Makes the call, as often as it takes and is safe, or finds something to answer instead. */
    public GatewayAnswer call(Service service, Outgoing wanted) {
        var started = clock.instant();
        var answer = attempts(service, wanted);
        if (answer instanceof Denied denied && wanted.reads() && service.stale().isPositive()) {
            var stale = parts.keeping.find(service.name(), wanted.target(), denied);
            if (stale != null) answer = stale;
        }
        record(service, wanted, answer, Duration.between(started, clock.instant()));
        return answer;
    }

    private GatewayAnswer attempts(Service service, Outgoing wanted) {
        retries.begun(service.name());
        Denied last = null;
        for (int number = 1; ; number++) {
            switch (attempt(service, wanted, number, last)) {
                case Step.Over(var answer) -> {
                    return answer;
                }
                case Step.Again(var answer, var atLeast, boolean undone) -> {
                    if (!undone && !maySendTwice(service, wanted)) return answer;
                    var wait = retries.next(service.name(), service.retry(), number, atLeast);
                    if (wait == null || !clock.instant().plus(wait).isBefore(wanted.deadline())) return answer;
                    parts.pause.pause(wait);
                    last = answer;
                }
            }
        }
    }

    private static boolean maySendTwice(Service service, Outgoing wanted) {
        var header = service.idempotencyHeader();
        return IDEMPOTENT.contains(wanted.method())
                || (header != null && !wanted.headers().get(header, "").isBlank());
    }

    /** @param last what the attempt before this one came to; null for the first */
    private Step attempt(Service service, Outgoing wanted, int number, @Nullable Denied last) {
        var now = clock.instant();
        var left = Duration.between(now, wanted.deadline());
        if (!left.isPositive()) return new Step.Over(last == null ? new Failed("deadline", true, number - 1) : last);
        var timeout = left.compareTo(service.timeout()) < 0 ? left : service.timeout();

        var passage = parts.breakers.ask(BreakerId.service(service.name()), service.breaker(), timeout);
        if (passage instanceof Passage.Refused refused)
            return new Step.Over(last == null ? new Broken(until(now, refused.until())) : last);
        var permit = (Passage.Permit) passage;
        Result result = new Result.Mute();
        Admission admission = null;
        try {
            var ask = ask(service, wanted);
            admission = parts.limiter.check(ask);
            var denied = denied(admission);
            if (denied != null) return new Step.Over(last == null ? denied : last);

            var headers = new java.util.LinkedHashMap<>(OutgoingHeaders.of(service, wanted));
            var credentials = parts.credentials.of(service, wanted.deadline());
            headers.putAll(credentials);
            var url = URI.create(service.url() + wanted.target());
            var sent = clock.instant();
            var reply = parts.network.call(wanted.method(), url, headers, wanted.body(), timeout);
            parts.calls.count(service.name(), reply, sent, Duration.between(sent, clock.instant()));
            var signal = signal(service, reply, clock.instant());
            result = result(reply, signal);
            parts.heeding.heed(ask, signal, clock.instant());
            return switch (reply) {
                case Reply.Answered answered -> answered(service, wanted, answered, signal, credentials, number);
                case Reply.TooLong tooLong -> new Step.Over(new Failed("answer-too-long", false, number));
                case Reply.Failed(var failure) -> failed(failure, number);
            };
        } catch (SecretUnavailable unavailable) {
            parts.log.warn(
                    "no credentials",
                    Json.object().put("service", service.name()).put("why", String.valueOf(unavailable.getMessage())));
            if (admission instanceof Admission.Admitted admitted) parts.limiter.refund(admitted.charge());
            return new Step.Over(new Unauthenticated());
        } finally {
            parts.breakers.tell(permit, result);
        }
    }

    private static Duration until(Instant now, Instant then) {
        var wait = Duration.between(now, then);
        return wait.isPositive() ? wait : Duration.ofMillis(1);
    }

    private static Ask ask(Service service, Outgoing wanted) {
        var who = new EnumMap<Dimension, String>(Dimension.class);
        who.putAll(wanted.who());
        who.put(Dimension.SUBJECT, service.limit().name());
        var priority = wanted.priority() == null ? service.limit().priority() : wanted.priority();
        return new Ask(service.limit(), who, wanted.cost(), priority, null, null, false);
    }

    private static @Nullable Denied denied(Admission admission) {
        return switch (admission) {
            case Admission.Admitted admitted -> null;
            case Admission.Shadowed shadowed -> null;
            case Admission.Queued queued -> new Limited(queued.delay());
            case Admission.Refused refused -> new Limited(refused.retryAfter());
            case Admission.Impossible impossible -> new TooDear();
        };
    }

    private Step failed(Failure failure, int number) {
        var outcome = new Outcome.Failed(failure);
        var answer = new Failed(outcome.error(), failure == Failure.TIMEOUT, number);
        if (failure == Failure.BLOCKED) return new Step.Over(answer);
        return new Step.Again(answer, Duration.ZERO, NOT_SENT.contains(failure));
    }

    private Step answered(
            Service service,
            Outgoing wanted,
            Reply.Answered answered,
            Signal signal,
            Map<String, String> credentials,
            int number) {
        var now = clock.instant();
        if (signal instanceof Signal.SlowDown slowDown) {
            // It was refused before anything was done, so asking again is safe; the limiter keeps everybody from it
            // until then.
            var wait = until(now, slowDown.until());
            return new Step.Again(new Limited(wait), wait, answered.status() == MANY_REQUESTS);
        }
        if (answered.status() >= 500)
            return new Step.Again(new Failed("http_" + answered.status(), false, number), Duration.ZERO, false);
        if (answered.status() == 401 && number == 1 && parts.credentials.refused(service, credentials))
            return new Step.Again(new Unauthenticated(), Duration.ZERO, true);
        keep(service, wanted, answered, now);
        return new Step.Over(new Served(answered.status(), answered.headers(), answered.body(), number));
    }

    /** What is said of limits, even by an answer that is too long; a call without an answer says nothing. */
    public static Signal signal(Service service, Reply reply, Instant now) {
        return switch (reply) {
            case Reply.Answered(int status, var headers, var body) ->
                Signal.of(new Answer(status, headers, body), service.dialect(), now);
            case Reply.TooLong(int status, var headers) ->
                Signal.of(new Answer(status, headers, Body.EMPTY), service.dialect(), now);
            case Reply.Failed failed -> new Signal.None();
        };
    }

    /** Being asked to slow down says nothing of a service's health, in whatever words it comes. */
    public static Result result(Reply reply, Signal signal) {
        if (signal instanceof Signal.SlowDown) return new Result.Mute();
        return switch (reply) {
            case Reply.Answered answered -> Result.of(new Outcome.Answered(answered.status(), null));
            case Reply.TooLong tooLong -> Result.of(new Outcome.Answered(tooLong.status(), null));
            case Reply.Failed(var failure) -> Result.of(new Outcome.Failed(failure));
        };
    }

    private void keep(Service service, Outgoing wanted, Reply.Answered answered, Instant now) {
        boolean worth = wanted.reads()
                && service.stale().isPositive()
                && answered.status() == 200
                && answered.body().size() <= Kept.MOST_BYTES;
        if (!worth) return;
        var kept = new Kept(answered.status(), answered.headers().get("content-type", ""), answered.body());
        parts.keeping.keep(service.name(), wanted.target(), kept, now, service.stale());
    }

    /** Neither path nor query: they may hold what is personal. */
    private void record(Service service, Outgoing wanted, GatewayAnswer answer, Duration took) {
        var line = Json.object()
                .put("service", service.name())
                .put("method", wanted.method())
                .put("correlationId", wanted.correlationId())
                .put("tookMs", took.toMillis());
        switch (answer) {
            case Served served ->
                line.put("outcome", "served").put("status", served.status()).put("attempts", served.attempts());
            case GatewayAnswer.Stale stale ->
                line.put("outcome", "stale").put("because", stale.why().word());
            case Failed failed ->
                line.put("outcome", "failed").put("error", failed.error()).put("attempts", failed.attempts());
            case Denied denied -> line.put("outcome", denied.word());
        }
        if (answer instanceof Served) parts.log.info("outbound call", line);
        else parts.log.warn("outbound call", line);
    }
}
