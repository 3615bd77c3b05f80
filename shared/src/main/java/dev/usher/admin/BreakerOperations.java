package dev.usher.admin;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.Change;
import dev.usher.breaker.Machine;
import dev.usher.breaker.Phase;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.time.Duration;
import java.util.Set;

/** Acts on breakers: having one forget everything, and having it closed or open for a while. */
final class BreakerOperations {
    /** The longest that a breaker is forced to be anything: a day, so that nobody's act is forgotten for long. */
    static final Duration LONGEST = Duration.ofDays(1);

    /** How long it is when nothing is said. */
    static final Duration USUAL = Duration.ofMinutes(15);

    private final BreakerParts parts;

    BreakerOperations(BreakerParts parts) {
        this.parts = parts;
    }

    Response reset(Request request, Caller caller) {
        Ask.bodyAndQuery(request, Set.of("reason"));
        var id = BreakerViews.known(parts, request);
        return done(id, parts.store().reset(id, caller.name()));
    }

    Response force(Request request, Caller caller) {
        var ask = Ask.bodyAndQuery(request, Set.of("state", "ttlSeconds", "reason"));
        var id = BreakerViews.known(parts, request);
        var wanted = ask.oneOf("state", Set.of("open", "closed"));
        if (wanted == null) throw Refusal.parameter("state", "open or closed");
        var reason = ask.find("reason");
        if (reason == null) throw Refusal.parameter("reason", "why, for those who find it so");
        long seconds = ask.number("ttlSeconds", USUAL.toSeconds(), 1, LONGEST.toSeconds());
        var until = parts.clock().instant().plusSeconds(seconds);
        var force = new Machine.Force(caller.name(), reason, until.toEpochMilli());
        return done(id, parts.store().force(id, Phase.of(wanted), force));
    }

    private Response done(BreakerId id, Change change) {
        parts.store().show(id, change.view());
        var transition = change.transition();
        if (transition != null) parts.transitions().add(transition);
        return Response.json(200, BreakerViews.json(parts, id));
    }
}
