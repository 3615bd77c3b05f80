package dev.usher.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.abuse.Party;
import dev.usher.abuse.Penalties;
import dev.usher.abuse.Penalty;
import dev.usher.abuse.WatchUnavailable;
import dev.usher.config.LimitPolicy;
import dev.usher.config.UsherConfig;
import dev.usher.http.Json;
import dev.usher.http.Response;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Ceilings;
import dev.usher.limit.Charge;
import dev.usher.limit.Limiter;
import dev.usher.limit.Scope;
import dev.usher.telemetry.JsonLog;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes from a policy's budget for somebody, gives back, and explains. A policy that does not exist is an error: nothing is
 * ever unlimited by mistake.
 */
public final class LimitOperations {
    private static final Set<String> REFUND = Set.of("charge");

    private final Parts parts;
    private final String environment = Charge.newId();

    /**
     * What it works with.
     *
     * @param penalties only to explain; the limiter knows them
     * @param legacy answers also carry {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset}
     */
    public record Parts(
            UsherConfig config,
            Limiter limiter,
            Ceilings ceilings,
            Penalties penalties,
            JsonLog log,
            InstantSource clock,
            boolean legacy) {}

    public LimitOperations(Parts parts) {
        this.parts = parts;
    }

    /** @param body null when it could not be read as JSON */
    Response check(String name, @Nullable JsonNode body) {
        var policy = parts.config.limits().get(name);
        if (policy == null) return unknownPolicy();
        return switch (Wanted.check(policy, body)) {
            case Wanted.Read.Ill(var answer) -> answer;
            case Wanted.Read.Well(var wanted) -> decide(wanted);
        };
    }

    private Response decide(Wanted wanted) {
        var admission = wanted.peek() ? parts.limiter.peek(wanted.ask()) : parts.limiter.check(wanted.ask());
        log(wanted, admission);
        return new CheckAnswer(wanted, admission, parts.legacy).response(environment, parts.clock.instant());
    }

    private void log(Wanted wanted, Admission admission) {
        var line = Json.object()
                .put("policy", wanted.ask().policy().name())
                .put("outcome", admission.word())
                .put("cost", wanted.ask().cost())
                .put("priority", wanted.ask().priority().label())
                .put("peek", wanted.peek())
                .put("shadow", admission instanceof Admission.Shadowed)
                .put("fallback", admission.fallback());
        var tightest = admission.deniedBy();
        if (tightest != null) line.put("rule", tightest.rule()).put("window", tightest.window());
        parts.log.info("limit check", line);
    }

    /** @param body null when it could not be read as JSON */
    Response refund(String name, @Nullable JsonNode body) {
        var policy = parts.config.limits().get(name);
        if (policy == null) return unknownPolicy();
        var members = Members.of(body, REFUND);
        var text = members.text("charge", ChargeToken.MOST_CHARS);
        var mistake = members.mistake();
        if (mistake != null) return mistake;
        var token = text == null ? null : ChargeToken.read(text, policy);
        var charge = token == null ? null : token.charge(policy, parts.config.calendar());
        if (token == null || charge == null) return Members.wrong("charge", "the charge of a check of this policy");
        // What another environment counted in its memory is not to be had from here.
        boolean refunded =
                (!charge.fallback() || token.environment().equals(environment)) && parts.limiter.refund(charge);
        parts.log.info(
                "limit refund",
                Json.object().put("policy", name).put("units", charge.units()).put("refunded", refunded));
        return Response.json(200, Map.of("refunded", refunded));
    }

    /** @param question the members {@code subject}, {@code operation}, {@code tier}, {@code client}, {@code address}, {@code cost}, {@code priority} */
    Response explain(String name, @Nullable JsonNode question) {
        var policy = explained(name);
        if (policy == null) return unknownPolicy();
        return switch (Wanted.explain(policy, question)) {
            case Wanted.Read.Ill(var answer) -> answer;
            case Wanted.Read.Well(var wanted) -> explain(wanted.ask());
        };
    }

    /** @param body null when it could not be read as JSON */
    Response report(String name, @Nullable JsonNode body) {
        var policy = parts.config.limits().get(name);
        if (policy == null) return unknownPolicy();
        return new HeardReport(new Heeding(parts.limiter, parts.ceilings, parts.log))
                .report(policy, body, parts.clock.instant());
    }

    /** The limits of sources are explained too; they are spent by webhooks alone. */
    private @Nullable LimitPolicy explained(String name) {
        var policy = parts.config.limits().get(name);
        if (policy != null || !name.startsWith("source:")) return policy;
        var source = parts.config.sources().get(name.substring("source:".length()));
        return source == null ? null : source.limit();
    }

    private Response explain(Ask ask) {
        var declared = parts.ceilings.learned(ask.policy());
        var explanation = new ExplainAnswer(
                ask,
                parts.config.calendar(),
                parts.limiter.explain(ask),
                declared == null ? List.of() : declared,
                parts.limiter.peek(ask),
                penalty(ask));
        return Response.json(200, explanation.document(parts.clock.instant()));
    }

    /** What holds its first scope; null when nothing does, or when that can't be found out. */
    private @Nullable Penalty penalty(Ask ask) {
        var now = parts.clock.instant();
        var scopes = Scope.of(ask, parts.config.calendar(), now);
        if (scopes.isEmpty()) return null;
        try {
            var penalty = parts.penalties.of(ask.policy().name(), Party.of(scopes.getFirst()));
            return penalty != null && penalty.holds(now) ? penalty : null;
        } catch (WatchUnavailable outage) {
            return null;
        }
    }

    private static Response unknownPolicy() {
        return Response.problem(404, "unknown-policy", "Unknown policy", "No limit policy has this name.");
    }
}
