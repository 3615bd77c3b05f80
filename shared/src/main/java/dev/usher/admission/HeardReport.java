package dev.usher.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Dialect;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Response;
import dev.usher.limit.Ask;
import dev.usher.limit.Ceilings;
import dev.usher.limit.Ceilings.Ceiling;
import dev.usher.limit.Limiter;
import dev.usher.limit.Reading;
import dev.usher.limit.Scope;
import dev.usher.signal.Answer;
import dev.usher.signal.Budget;
import dev.usher.signal.Signal;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a service heard from the third party it called: it counts more than what we think. A "slow down" closes the budget of all
 * environments until then, less left than we think shrinks it, and a limit other than ours is reported as drift.
 */
final class HeardReport {
    private static final Set<String> MEMBERS =
            Set.of("subject", "operation", "tier", "client", "address", "status", "headers", "body");

    private static final int MOST_HEADERS = 200;
    private static final int HEADER_CHARS = 8192;

    private final Limiter limiter;
    private final Ceilings ceilings;
    private final JsonLog log;

    HeardReport(Limiter limiter, Ceilings ceilings, JsonLog log) {
        this.limiter = limiter;
        this.ceilings = ceilings;
        this.log = log;
    }

    /** @param body null when it could not be read as JSON */
    Response report(LimitPolicy policy, @Nullable JsonNode body, Instant now) {
        var members = Members.of(body, MEMBERS);
        int status = (int) members.whole("status", 100, 599);
        var headers = headers(body, members);
        var text = members.text("body", LimitsEndpoint.REPORT_BYTES);
        if (status == 0) members.mistaken("status", "the status of the answer, 100 to 599");
        return switch (Wanted.about(policy, members)) {
            case Wanted.Read.Ill(var answer) -> answer;
            case Wanted.Read.Well(var wanted) -> {
                var answer = new Answer(status, Headers.of(headers), text == null ? Body.EMPTY : Body.utf8(text));
                yield heed(wanted.ask(), Signal.of(answer, Dialect.COMMON, now), now);
            }
        };
    }

    private static Map<String, String> headers(@Nullable JsonNode body, Members members) {
        var headers = new LinkedHashMap<String, String>();
        var given = body == null ? null : body.get("headers");
        if (given == null || given.isNull()) return headers;
        for (var header : given.properties())
            if (header.getValue().isTextual() && header.getValue().asText().length() <= HEADER_CHARS)
                headers.put(header.getKey(), header.getValue().asText());
        if (!given.isObject() || headers.size() < given.size() || headers.size() > MOST_HEADERS)
            members.mistaken("headers", "at most 200 texts of at most 8192 characters, by name");
        return headers;
    }

    private Response heed(Ask ask, Signal signal, Instant now) {
        var document = Json.object();
        switch (signal) {
            case Signal.None none -> document.put("heard", "nothing");
            case Signal.Budgets budgets -> {
                document.put("heard", "budgets");
                shrink(ask, budgets.budgets(), now);
            }
            case Signal.SlowDown slowDown -> {
                document.put("heard", "slow-down")
                        .put("until", slowDown.until().toString())
                        .put("reason", slowDown.reason().name().toLowerCase(Locale.ROOT));
                limiter.heed(ask, 0, Duration.between(now, slowDown.until()));
                log.info(
                        "slow down",
                        Json.object()
                                .put("policy", ask.policy().name())
                                .put(
                                        "forMs",
                                        Duration.between(now, slowDown.until()).toMillis())
                                .put("reason", slowDown.reason().name().toLowerCase(Locale.ROOT)));
            }
        }
        describe(document, ask.policy(), signal.budgets(), now);
        return Response.json(200, document);
    }

    /** Nothing is steered while we think that less is left than they do. */
    private void shrink(Ask ask, List<Budget> budgets, Instant now) {
        var readings = limiter.peek(ask).readings();
        long ours = readings.stream().mapToLong(Reading::remaining).min().orElse(0);
        for (var budget : budgets) {
            var left = budget.left();
            var until = budget.until() != null || budget.window() == null ? budget.until() : now.plus(budget.window());
            if (left == null || until == null || left >= ours || !budget.unit().equals(Budget.REQUESTS)) continue;
            limiter.heed(ask, left, Duration.between(now, until));
        }
    }

    private void describe(ObjectNode document, LimitPolicy policy, List<Budget> budgets, Instant now) {
        var list = document.putArray("budgets");
        var declared = new ArrayList<Ceiling>();
        for (var budget : budgets) {
            var node = list.addObject().put("name", budget.name()).put("unit", budget.unit());
            if (budget.left() != null) node.put("left", budget.left());
            if (budget.limit() != null) node.put("limit", budget.limit());
            if (budget.window() != null) node.put("windowMs", budget.window().toMillis());
            if (budget.until() != null) node.put("until", budget.until().toString());
            var ceiling = ceiling(budget, now);
            if (ceiling != null) declared.add(ceiling);
        }
        if (!declared.isEmpty()) ceilings.learn(policy, declared);
        var drift = document.putArray("drift");
        for (var ceiling : declared) {
            var found = drift(policy, ceiling);
            if (found == null) continue;
            drift.add(found);
            log.warn("limit drift", found.deepCopy().put("policy", policy.name()));
        }
    }

    private static @Nullable Ceiling ceiling(Budget budget, Instant now) {
        var window = budget.window();
        var limit = budget.limit();
        if (window == null || limit == null || !budget.unit().equals(Budget.REQUESTS)) return null;
        boolean plausible = window.compareTo(Duration.ofSeconds(1)) >= 0 && limit > 0 && limit <= Scope.MOST;
        return plausible ? new Ceiling(window, limit, now) : null;
    }

    /** How a declared limit differs from the policy's own of the same length; null when it does not, or there is none. */
    static @Nullable ObjectNode drift(LimitPolicy policy, Ceiling ceiling) {
        return policy.rules().stream()
                .filter(rule -> rule.name().equals(LimitRule.SUBJECT))
                .flatMap(rule -> rule.windows().stream())
                .filter(window -> window.length().equals(ceiling.window()) && window.limit() != ceiling.limit())
                .findFirst()
                .map(window -> Json.object()
                        .put("window", window.name())
                        .put("configured", window.limit())
                        .put("declared", ceiling.limit()))
                .orElse(null);
    }
}
