package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.breaker.BreakerId;
import dev.usher.breaker.History;
import dev.usher.breaker.Machine;
import dev.usher.breaker.Outages;
import dev.usher.breaker.Phase;
import dev.usher.breaker.Transition;
import dev.usher.breaker.Verdict;
import dev.usher.config.BreakerPolicy;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Breakers as they stand, what happened to them, and what that came to. */
final class BreakerViews {
    private static final Map<String, Duration> TIMEFRAMES =
            Map.of("1h", Duration.ofHours(1), "24h", Duration.ofHours(24), "7d", Duration.ofDays(7));

    /** Transitions that metrics are reckoned from, at most. */
    static final int MOST_RECKONED = 5_000;

    private static final int PAGE = 500;

    private final BreakerParts parts;

    BreakerViews(BreakerParts parts) {
        this.parts = parts;
    }

    Response list(Request request, Caller caller) {
        var root = Json.object();
        var items = root.putArray("items");
        for (var id : parts.known().keySet()) items.add(json(parts, id));
        return Response.json(200, root);
    }

    Response get(Request request, Caller caller) {
        return Response.json(200, json(parts, known(parts, request)));
    }

    /** The breaker that a path names, with or without its kind; destinations need none. */
    static BreakerId known(BreakerParts parts, Request request) {
        var name = request.pathValue("name");
        var read = BreakerId.read(name);
        var id = read == null ? BreakerId.destination(name) : read;
        if (!parts.known().containsKey(id)) throw Refusal.notFound("breaker");
        return id;
    }

    Response history(Request request, Caller caller) {
        var ask = Ask.query(request);
        var named = ask.find("breaker");
        var until = ask.time("until", parts.clock().instant().plusSeconds(60));
        var from = ask.time("from", until.minus(History.KEPT));
        if (!from.isBefore(until)) throw Refusal.parameter("from", "before until");
        var wanted = new History.Wanted(named == null ? null : id(named), from, until);
        var page = parts.history().list(wanted, Filters.after(ask), Filters.limit(ask));
        return Response.json(200, Filters.page(page, BreakerViews::write));
    }

    private static BreakerId id(String name) {
        var read = BreakerId.read(name);
        return read == null ? BreakerId.destination(name) : read;
    }

    Response metrics(Request request, Caller caller) {
        var named = Ask.query(request).oneOf("timeframe", TIMEFRAMES.keySet());
        var timeframe = named == null ? "24h" : named;
        var length = TIMEFRAMES.getOrDefault(timeframe, Duration.ofHours(24));
        var until = parts.clock().instant();
        var from = until.minus(length);
        var happened = transitions(from, until.plusSeconds(60));
        var refused = parts.store().refused((int) length.toHours());
        var root = Json.object().put("timeframe", timeframe).put("complete", happened.size() < MOST_RECKONED);
        var items = root.putArray("items");
        for (var id : parts.known().keySet()) {
            var own = happened.stream().filter(one -> one.id().equals(id)).toList();
            var machine = parts.store().read(id);
            var node = items.addObject()
                    .put("breaker", id.text())
                    .put("state", machine.phase().label())
                    .put("refused", refused.getOrDefault(id, 0L));
            write(Outages.of(own, machine.phase(), from, until), node);
            write(Transition.Seen.of(machine.evidence()), node.putObject("seen"));
        }
        return Response.json(200, root);
    }

    /** The oldest first. */
    private List<Transition> transitions(Instant from, Instant until) {
        var wanted = new History.Wanted(null, from, until);
        var all = new ArrayList<Transition>();
        @Nullable String next = null;
        do {
            var page = parts.history().list(wanted, next, PAGE);
            all.addAll(page.items());
            next = page.next();
        } while (next != null && all.size() < MOST_RECKONED);
        return all.reversed();
    }

    private static void write(Outages outages, ObjectNode node) {
        node.put("opened", outages.number())
                .put("reopened", outages.reopened())
                .put("openMs", outages.together().toMillis())
                .put("longestOpenMs", outages.longest().toMillis())
                .put("recovered", outages.recovered());
        if (outages.recovered() > 0) node.put("recoveryMs", outages.recovery().toMillis());
    }

    static ObjectNode json(BreakerParts parts, BreakerId id) {
        var machine = parts.store().read(id);
        var node = Json.object()
                .put("breaker", id.text())
                .put("kind", id.kind().name().toLowerCase(java.util.Locale.ROOT))
                .put("name", id.name())
                .put("state", machine.phase().label());
        if (machine.sinceMs() > 0) node.put("since", time(machine.sinceMs()));
        if (machine.phase() == Phase.OPEN)
            node.put("until", time(machine.untilMs())).put("opens", machine.opens());
        if (machine.phase() == Phase.HALF_OPEN)
            node.put("successes", machine.successes())
                    .put("probing", machine.probeUntilMs() > parts.clock().millis());
        forced(machine, parts.clock().instant(), node);
        var seen = Transition.Seen.of(machine.evidence());
        write(seen, node.putObject("seen"));
        if (seen.failures() > 0 || machine.phase() != Phase.CLOSED) write(Verdict.of(seen), node.putObject("verdict"));
        var policy = parts.known().get(id);
        if (policy != null) write(policy, node.putObject("policy"));
        return node;
    }

    private static void forced(Machine machine, Instant now, ObjectNode node) {
        var force = machine.force();
        if (force == null || force.untilMs() <= now.toEpochMilli()) return;
        node.putObject("forced")
                .put("by", force.by())
                .put("reason", force.reason())
                .put("until", time(force.untilMs()));
    }

    private static void write(Transition transition, ObjectNode node) {
        node.put("at", transition.at().toString())
                .put("breaker", transition.id().text())
                .put("from", transition.from().label())
                .put("to", transition.to().label())
                .put("why", transition.cause().why());
        if (!transition.cause().by().isEmpty())
            node.put("by", transition.cause().by());
        if (transition.to() == Phase.OPEN) node.put("until", transition.until().toString());
        if (transition.to() == Phase.CLOSED) return;
        write(transition.seen(), node.putObject("seen"));
        write(Verdict.of(transition.seen()), node.putObject("verdict"));
    }

    private static void write(Transition.Seen seen, ObjectNode node) {
        node.put("run", seen.run())
                .put("calls", seen.calls())
                .put("failures", seen.failures())
                .put("failing", seen.failing())
                .put("calling", seen.calling());
        var errors = node.putObject("errors");
        new java.util.TreeMap<>(seen.errors()).forEach(errors::put);
    }

    private static void write(Verdict verdict, ObjectNode node) {
        node.put("side", verdict.side().label()).put("because", verdict.because());
    }

    static void write(BreakerPolicy policy, ObjectNode node) {
        node.put("failures", policy.failures())
                .put("ratePercent", policy.ratePercent())
                .put("minimumCalls", policy.minimumCalls())
                .put("windowMs", policy.window().toMillis())
                .put("successes", policy.successes())
                .put("openMs", policy.open().toMillis())
                .put("longestOpenMs", policy.longestOpen().toMillis());
    }

    private static String time(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }
}
