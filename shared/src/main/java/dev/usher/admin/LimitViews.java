package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.abuse.Top;
import dev.usher.abuse.WatchUnavailable;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.util.Locale;

/** Policies as they are configured, who is denied under them, and who takes much. */
final class LimitViews {
    private static final int MOST_LISTED = 200;
    private static final int LISTED = 20;

    private final LimitParts parts;

    LimitViews(LimitParts parts) {
        this.parts = parts;
    }

    Response list(Request request, Caller caller) {
        var root = Json.object();
        var items = root.putArray("items");
        parts.config().policies().values().forEach(policy -> write(policy, items.addObject()));
        return Response.json(200, root);
    }

    Response violators(Request request, Caller caller) {
        var policy = policy(parts, request);
        int most = (int) Ask.query(request).number("limit", LISTED, 1, MOST_LISTED);
        var top = parts.watched().watch().violators(policy.name(), parts.clock().instant(), most);
        return Response.json(200, top(policy, top, "denied"));
    }

    Response heavy(Request request, Caller caller) {
        var policy = policy(parts, request);
        int most = (int) Ask.query(request).number("limit", LISTED, 1, MOST_LISTED);
        var top = parts.watched().watch().heavy(policy.name(), parts.clock().instant(), most);
        return Response.json(200, top(policy, top, "units").put("sampled", Top.SAMPLED));
    }

    static LimitPolicy policy(LimitParts parts, Request request) {
        var policy = parts.config().policies().get(request.pathValue("policy"));
        if (policy == null) throw Refusal.notFound("limit policy");
        return policy;
    }

    private static ObjectNode top(LimitPolicy policy, Top top, String counted) {
        var root = Json.object()
                .put("policy", policy.name())
                .put(counted, top.total())
                .put("error", top.error());
        var items = root.putArray("items");
        for (var entry : top.entries())
            items.addObject()
                    .put("rule", entry.party().rule())
                    .put("scope", entry.party().values())
                    .put(counted, entry.count());
        return root;
    }

    private void write(LimitPolicy policy, ObjectNode node) {
        node.put("policy", policy.name())
                .put("mode", policy.mode().name().toLowerCase(Locale.ROOT))
                .put("shadow", policy.shadow())
                .put("priority", policy.priority().label())
                .put("queue", policy.queue())
                .put("outage", policy.outage().name().toLowerCase(Locale.ROOT))
                .put("consistency", policy.consistency().name().toLowerCase(Locale.ROOT));
        var rules = node.putArray("rules");
        policy.rules().forEach(rule -> write(rule, rules.addObject()));
        try {
            var top = parts.watched()
                    .watch()
                    .violators(policy.name(), parts.clock().instant(), 1);
            node.put("deniedLastHour", top.total());
        } catch (WatchUnavailable unknown) {
            node.putNull("deniedLastHour");
        }
    }

    private static void write(LimitRule rule, ObjectNode node) {
        node.put("rule", rule.name()).put("fixed", rule.fixed());
        var per = node.putArray("per");
        rule.per().forEach(dimension -> per.add(dimension.label()));
        var operations = node.putArray("operations");
        rule.operations().forEach(operations::add);
        var windows = node.putArray("windows");
        for (var window : rule.windows())
            windows.addObject()
                    .put("window", window.name())
                    .put("limit", window.limit())
                    .put("lengthMs", window.length().toMillis());
    }
}
