package dev.usher.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.abuse.Penalty;
import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Window;
import dev.usher.http.Json;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Ceilings.Ceiling;
import dev.usher.limit.Explanation;
import dev.usher.limit.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a request would be decided as it would: every window of every scope, and what changes its limit.
 *
 * @param learned the limits that the third party declares
 * @param now what would be decided
 * @param penalty what narrows the limits of the first scope now; null when nothing does
 */
record ExplainAnswer(
        Ask ask,
        Calendar calendar,
        List<Explanation> scopes,
        List<Ceiling> learned,
        Admission now,
        @Nullable Penalty penalty) {
    ObjectNode document(Instant at) {
        var policy = ask.policy();
        var season = calendar.seasonAt(at);
        var document = Json.object()
                .put("policy", policy.name())
                .put("subject", ask.who().get(Dimension.SUBJECT))
                .put("mode", policy.mode().name().toLowerCase(Locale.ROOT))
                .put("priority", ask.priority().label())
                .put("reservePercent", policy.reserve().getOrDefault(ask.priority(), 0))
                .put("queue", policy.queue())
                .put("shadow", policy.shadow())
                .put("season", season);
        document.putObject("multipliers")
                .put("tier", policy.tiers().getOrDefault(ask.who().getOrDefault(Dimension.TIER, ""), 1000) / 1000.0)
                .put("season", policy.seasons().getOrDefault(season, 1000) / 1000.0);
        document.set("now", decision(at));
        if (penalty != null)
            document.putObject("penalty")
                    .put("level", penalty.level())
                    .put("multiplier", penalty.thousandths() / 1000.0)
                    .put("since", penalty.since().toString())
                    .put("until", penalty.until().toString())
                    .put("why", penalty.why());
        var list = document.putArray("scopes");
        for (var scope : scopes) list.add(scope(policy, scope));
        var declared = document.putArray("declared");
        for (var ceiling : learned)
            declared.addObject()
                    .put("windowMs", ceiling.window().toMillis())
                    .put("limit", ceiling.limit())
                    .put("at", ceiling.at().toString())
                    .put("drift", Heeding.drift(policy, ceiling) != null);
        return document.put("fallback", now.fallback());
    }

    private ObjectNode decision(Instant at) {
        boolean shadowed = now instanceof Admission.Shadowed;
        var decision = Json.object().put("allowed", shadowed || now instanceof Admission.Admitted);
        if (shadowed) decision.put("shadow", now.word());
        var tightest = now.deniedBy();
        if (tightest != null)
            decision.putObject("deniedBy")
                    .put("rule", tightest.rule())
                    .put("scope", tightest.scope())
                    .put("window", tightest.window());
        if (now instanceof Admission.Refused refused)
            decision.put("retryAfterMs", refused.retryAfter().toMillis())
                    .put("at", at.plus(refused.retryAfter()).toString());
        return decision;
    }

    private static ObjectNode scope(LimitPolicy policy, Explanation scope) {
        var rule = policy.rules().stream()
                .filter(each -> each.name().equals(scope.scope().rule()))
                .findFirst()
                .orElseThrow();
        var document = Json.object()
                .put("rule", rule.name())
                .put("scope", scope.scope().values())
                .put("fixed", rule.fixed());
        var windows = document.putArray("windows");
        for (var reading : scope.readings()) windows.add(window(rule, reading));
        var scale = scope.scale();
        if (scale != null)
            document.putObject("override")
                    .put("multiplier", scale.thousandths() / 1000.0)
                    .put("until", scale.until().toString());
        var quota = scope.quota();
        if (quota != null)
            document.putObject("quota")
                    .put("left", quota.left())
                    .put("until", quota.until().toString());
        var waiting = document.putObject("waiting");
        scope.waiting().forEach((priority, units) -> waiting.put(priority.label(), units));
        return document;
    }

    private static ObjectNode window(LimitRule rule, Reading reading) {
        return Json.object()
                .put("window", reading.window())
                .put("lengthMs", reading.length().toMillis())
                .put("base", base(rule, reading))
                .put("limit", reading.limit())
                .put("used", reading.used())
                .put("remaining", reading.remaining())
                .put("resetMs", reading.reset().toMillis());
    }

    private static long base(LimitRule rule, Reading reading) {
        return rule.windows().stream()
                .filter(window -> window.name().equals(reading.window()))
                .mapToLong(Window::limit)
                .findFirst()
                .orElseThrow();
    }
}
