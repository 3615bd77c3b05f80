package dev.usher.health;

import dev.usher.admission.Heeding;
import dev.usher.breaker.BreakerId;
import dev.usher.breaker.Breakers;
import dev.usher.breaker.Passage;
import dev.usher.breaker.Result;
import dev.usher.config.Priority;
import dev.usher.config.Probe;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Service;
import dev.usher.http.Body;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Limiter;
import dev.usher.message.Outcome.Failure;
import dev.usher.outbound.Credentials;
import dev.usher.outbound.ThirdParty;
import dev.usher.signal.Signal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes one probe, as the gateway makes a call: through the breaker, with the service's credentials, and what the answer says of limits is
 * heeded. It is tried once, and counted by the limit only when the configuration says so.
 */
public final class Prober {
    private final Parts parts;
    private final InstantSource clock;

    /** What it works with. */
    public record Parts(
            Limiter limiter, Heeding heeding, Breakers breakers, Credentials credentials, ThirdParty network) {}

    public Prober(Parts parts, InstantSource clock) {
        this.parts = parts;
        this.clock = clock;
    }

    /**
     * What a probe came to.
     *
     * @param restUntil the service wants to be left alone until then; the epoch when it says nothing
     */
    public record Outcome(Sample sample, Instant restUntil) {
        static Outcome of(Sample sample) {
            return new Outcome(sample, Instant.EPOCH);
        }
    }

    /**
     * Makes the probe. While the service's breaker keeps everybody away nobody is asked, unless this is the one call that may find
     * out whether it is better.
     *
     * @param timeout of the call; credentials may take as long again
     * @param until nothing takes longer than this, whatever the timeout
     */
    public Outcome probe(Service service, Probe probe, Duration timeout, Instant until) {
        var at = clock.instant();
        var passage = parts.breakers.ask(BreakerId.service(service.name()), service.breaker(), timeout);
        if (!(passage instanceof Passage.Permit permit)) return Outcome.of(Sample.none(at, Sample.BREAKER_OPEN));
        Result result = new Result.Mute();
        try {
            if (probe.counted() && !isAdmitted(service)) return Outcome.of(Sample.none(at, Sample.OVER_LIMIT));
            var made = called(service, probe, new Patience(timeout, until));
            result = made.reply.result(made.signal);
            parts.heeding.heed(ask(service), made.signal, clock.instant());
            var rest = made.signal instanceof Signal.SlowDown slowDown ? slowDown.until() : Instant.EPOCH;
            return new Outcome(Answers.graded(probe, made.reply, made.signal, at, made.took), rest);
        } catch (SecretUnavailable unavailable) {
            return Outcome.of(Sample.bad(at, "no-credentials", Duration.between(at, clock.instant())));
        } finally {
            parts.breakers.tell(permit, result);
        }
    }

    private boolean isAdmitted(Service service) {
        var admission = parts.limiter.check(ask(service));
        return admission instanceof Admission.Admitted || admission instanceof Admission.Shadowed;
    }

    /** Behind everybody who has something to do. */
    private static Ask ask(Service service) {
        return Ask.of(service.limit(), service.limit().name()).priority(Priority.LOW);
    }

    /** How long each step may take, and all of them together. */
    private record Patience(Duration timeout, Instant until) {
        Instant end(Instant now) {
            var end = now.plus(timeout);
            return end.isAfter(until) ? until : end;
        }
    }

    private record Made(ThirdParty.Reply reply, Signal signal, Duration took) {}

    /** A token may have been withdrawn before its time; then it is tried with another one. */
    private Made called(Service service, Probe probe, Patience patience) {
        var credentials = credentials(service, probe, patience);
        var made = sent(service, probe, credentials, patience);
        boolean refused = made.reply instanceof ThirdParty.Reply.Answered answered && answered.status() == 401;
        if (!refused || !parts.credentials.refused(service, credentials)) return made;
        return sent(service, probe, credentials(service, probe, patience), patience);
    }

    private Map<String, String> credentials(Service service, Probe probe, Patience patience) {
        if (probe.kind() == Probe.Kind.CONNECTIVITY) return Map.of();
        return parts.credentials.of(service, patience.end(clock.instant()));
    }

    private Made sent(Service service, Probe probe, Map<String, String> credentials, Patience patience) {
        var headers = new HashMap<>(service.headers());
        headers.put("accept-encoding", "identity");
        headers.putAll(credentials);
        var url = URI.create(service.url() + probe.target());
        var began = clock.instant();
        var timeout = Duration.between(began, patience.end(began));
        var reply = timeout.isPositive()
                ? parts.network.call(probe.method(), url, headers, Body.EMPTY, timeout)
                : new ThirdParty.Reply.Failed(Failure.TIMEOUT);
        var ended = clock.instant();
        return new Made(reply, reply.signal(service, ended), Duration.between(began, ended));
    }
}
