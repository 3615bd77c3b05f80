package dev.usher.outbound;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.Passage;
import dev.usher.breaker.Result;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Service;
import dev.usher.http.Json;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.message.Outcome;
import dev.usher.message.Outcome.Failure;
import dev.usher.outbound.GatewayAnswer.Broken;
import dev.usher.outbound.GatewayAnswer.Failed;
import dev.usher.outbound.GatewayAnswer.Limited;
import dev.usher.outbound.GatewayAnswer.Served;
import dev.usher.outbound.GatewayAnswer.TooDear;
import dev.usher.outbound.GatewayAnswer.Unauthenticated;
import dev.usher.outbound.ThirdParty.Reply;
import dev.usher.signal.Signal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes single attempts to call a third party: time left, breaker, limit, credentials, the call, and what is learnt of its answer. The
 * breaker comes before the limit because an open one should not use up a budget; when it has to be read, and was closed, both are asked
 * in one round trip.
 */
final class Attempts {
    /** Methods that may be made twice whatever the service says, RFC 9110 section 9.2.2. */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

    /** Failures before anything was sent: nobody did anything yet. */
    private static final Set<Failure> NOT_SENT = Set.of(Failure.DNS, Failure.CONNECT, Failure.TLS, Failure.BLOCKED);

    private static final int MANY_REQUESTS = 429;

    /** Who gives a service less than this part of its own timeout learns nothing of it by getting no answer. */
    private static final int HURRIED = 10;

    private final Gateway.Parts parts;
    private final InstantSource clock;

    Attempts(Gateway.Parts parts, InstantSource clock) {
        this.parts = parts;
        this.clock = clock;
    }

    /** Whether it may be made a second time when nobody knows what came of the first. */
    static boolean repeatable(Service service, Outgoing wanted) {
        var header = service.idempotencyHeader();
        return IDEMPOTENT.contains(wanted.method())
                || (header != null
                        && OutgoingHeaders.isPassedOn(header)
                        && !wanted.headers().get(header, "").isBlank());
    }

    /** What the limit of the service is asked for a call. */
    static Ask ask(Service service, Outgoing wanted) {
        var who = new EnumMap<Dimension, String>(Dimension.class);
        who.putAll(wanted.who());
        who.put(Dimension.SUBJECT, service.limit().name());
        var priority = wanted.priority() == null ? service.limit().priority() : wanted.priority();
        return new Ask(service.limit(), who, wanted.cost(), priority, null, null, false);
    }

    /**
     * Makes one; and another at once when the service refuses a token that may have been withdrawn, whatever is asked for.
     *
     * @param ticket its place in the limit's line; null for none
     */
    Step make(Service service, Outgoing wanted, int number, @Nullable String ticket) {
        var step = once(service, wanted, number, ticket, true);
        boolean withdrawn = step instanceof Step.Again again && again.answer() instanceof Unauthenticated;
        return withdrawn ? once(service, wanted, number + 1, ticket, false) : step;
    }

    /** @param renews whether a token that is refused may be replaced */
    private Step once(Service service, Outgoing wanted, int number, @Nullable String ticket, boolean renews) {
        var now = clock.instant();
        var left = Duration.between(now, wanted.deadline());
        if (!left.isPositive()) return new Step.Refused(late(number));
        var timeout = left.compareTo(service.timeout()) < 0 ? left : service.timeout();
        var end = now.plus(timeout);

        var breaker = BreakerId.service(service.name());
        var ask = ticket == null ? ask(service, wanted) : ask(service, wanted).ticket(ticket);
        var admission = parts.breakers().look(breaker) ? parts.limiter().check(ask) : null;
        var passage = parts.breakers().ask(breaker, service.breaker(), timeout);
        if (passage instanceof Passage.Refused refused) {
            giveBack(admission);
            return new Step.Refused(new Broken(until(now, refused.until())));
        }
        var permit = (Passage.Permit) passage;
        Result result = new Result.Mute();
        try {
            if (admission == null) admission = parts.limiter().check(ask);
            var denied = denied(admission);
            if (denied != null) return new Step.Refused(denied);

            var headers = new LinkedHashMap<>(OutgoingHeaders.of(service, wanted));
            var credentials = parts.credentials().of(service, end);
            headers.putAll(credentials);
            var sent = clock.instant();
            var rest = Duration.between(sent, end);
            if (!rest.isPositive()) {
                giveBack(admission);
                return new Step.Refused(late(number));
            }
            var reply = reply(service, wanted, headers, rest);
            var ended = clock.instant();
            var signal = reply.signal(service, ended);
            if (!(reply instanceof Reply.Failed) || !isHurried(service, rest)) {
                parts.calls().count(service.name(), reply, sent, Duration.between(sent, ended));
                result = reply.result(signal);
            }
            parts.heeding().heed(ask, signal, clock.instant());
            return switch (reply) {
                case Reply.Answered answered ->
                    answered(service, wanted, answered, signal, renews ? credentials : Map.of(), number);
                case Reply.TooLong tooLong -> new Step.Over(new Failed("answer-too-long", false, number, false));
                case Reply.Failed(var failure) -> failed(failure, number);
            };
        } catch (SecretUnavailable unavailable) {
            parts.log()
                    .warn(
                            "no credentials",
                            Json.object()
                                    .put("service", service.name())
                                    .put("why", String.valueOf(unavailable.getMessage())));
            giveBack(admission);
            return new Step.Over(new Unauthenticated());
        } finally {
            parts.breakers().tell(permit, result);
        }
    }

    private Reply reply(Service service, Outgoing wanted, Map<String, String> headers, Duration timeout) {
        var url = URI.create(service.url() + wanted.target());
        return repeatable(service, wanted)
                ? parts.network().callRepeatable(wanted.method(), url, headers, wanted.body(), timeout)
                : parts.network().call(wanted.method(), url, headers, wanted.body(), timeout);
    }

    private static boolean isHurried(Service service, Duration timeout) {
        return timeout.multipliedBy(HURRIED).compareTo(service.timeout()) < 0;
    }

    private void giveBack(@Nullable Admission admission) {
        if (admission instanceof Admission.Admitted admitted) parts.limiter().refund(admitted.charge());
    }

    private static Failed late(int number) {
        return new Failed("deadline", true, number - 1, true);
    }

    private static Duration until(Instant now, Instant then) {
        var wait = Duration.between(now, then);
        return wait.isPositive() ? wait : Duration.ofMillis(1);
    }

    private static GatewayAnswer.@Nullable Denied denied(Admission admission) {
        return switch (admission) {
            case Admission.Admitted admitted -> null;
            case Admission.Shadowed shadowed -> null;
            case Admission.Queued queued -> new Limited(queued.delay(), true);
            case Admission.Refused refused -> new Limited(refused.retryAfter(), true);
            case Admission.Impossible impossible -> new TooDear();
        };
    }

    private static Step failed(Failure failure, int number) {
        var outcome = new Outcome.Failed(failure);
        boolean undone = NOT_SENT.contains(failure);
        var answer = new Failed(outcome.error(), failure == Failure.TIMEOUT, number, undone);
        if (failure == Failure.BLOCKED) return new Step.Over(answer);
        return new Step.Again(answer, Duration.ZERO, undone, outcome);
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
            boolean undone = answered.status() == MANY_REQUESTS;
            return new Step.Again(new Limited(wait, undone), wait, undone, null);
        }
        if (answered.status() >= 500) {
            var outcome = new Outcome.Answered(answered.status(), null);
            var failed = new Failed(outcome.error(), false, number, false);
            return new Step.Again(failed, Duration.ZERO, false, outcome);
        }
        if (answered.status() == 401 && parts.credentials().refused(service, credentials))
            return new Step.Again(new Unauthenticated(), Duration.ZERO, true, null);
        keep(service, wanted, answered, now);
        return new Step.Over(new Served(answered.status(), answered.headers(), answered.body(), number, ""));
    }

    private void keep(Service service, Outgoing wanted, Reply.Answered answered, Instant now) {
        boolean worth = wanted.mayBeKept()
                && service.stale().isPositive()
                && answered.status() == 200
                && answered.headers().get("content-encoding", "identity").equalsIgnoreCase("identity")
                && answered.body().size() <= Kept.MOST_BYTES;
        if (!worth) return;
        var kept = new Kept(answered.status(), answered.headers().get("content-type", ""), answered.body());
        parts.keeping().keep(service.name(), wanted.question(), kept, now, service.stale());
    }
}
