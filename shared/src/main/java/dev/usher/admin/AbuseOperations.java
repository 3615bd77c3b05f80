package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.abuse.Alert;
import dev.usher.abuse.Party;
import dev.usher.abuse.Pattern;
import dev.usher.config.LimitPolicy;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Security alerts, and taking back what followed from one. */
final class AbuseOperations {
    /** Alerts of all policies in one answer: of many policies there may be more than an answer can hold. */
    static final int MOST_LISTED = 1000;

    private final LimitParts parts;

    AbuseOperations(LimitParts parts) {
        this.parts = parts;
    }

    Response alerts(Request request, Caller caller) {
        var policy = LimitViews.policy(parts, request);
        return Response.json(200, list(parts.watched().alerts().of(policy.name())));
    }

    /** The latest of all policies. */
    Response allAlerts(Request request, Caller caller) {
        var all = new ArrayList<Alert>();
        for (var policy : parts.config().policies().keySet())
            all.addAll(parts.watched().alerts().of(policy));
        all.sort(Comparator.comparing(Alert::at).reversed());
        return Response.json(200, list(all.subList(0, Math.min(all.size(), MOST_LISTED))));
    }

    /** Gives a party its limits back at once; what it did is forgotten. */
    Response lift(Request request, Caller caller) {
        var policy = LimitViews.policy(parts, request);
        var ask = Ask.bodyAndQuery(request, Set.of("rule", "scope", "reason"));
        var party = party(policy, ask);
        if (!parts.watched().penalties().lift(policy.name(), party))
            throw Refusal.conflict("no-penalty", "nothing holds it", Json.object());
        return Response.json(
                200,
                Json.object()
                        .put("policy", policy.name())
                        .put("rule", party.rule())
                        .put("scope", party.values())
                        .put("lifted", true));
    }

    private static Party party(LimitPolicy policy, Ask ask) {
        var rule = ask.text("rule");
        var scope = ask.text("scope");
        if (policy.rules().stream().noneMatch(each -> each.name().equals(rule)))
            throw Refusal.parameter("rule", "the name of a rule of the policy");
        if (scope.isEmpty()) throw Refusal.parameter("scope", "whom the rule counts, as an alert says it");
        return new Party(rule, scope);
    }

    private static ObjectNode list(List<Alert> alerts) {
        var root = Json.object();
        var items = root.putArray("items");
        for (var alert : alerts) write(alert, items.addObject());
        return root;
    }

    private static void write(Alert alert, ObjectNode node) {
        node.put("alert", alert.id())
                .put("at", alert.at().toString())
                .put("policy", alert.policy())
                .put("pattern", alert.pattern().label());
        if (alert.pattern() == Pattern.SUBJECTS) {
            node.put("address", alert.whom());
        } else {
            var party = Party.read(alert.whom());
            node.put("rule", party.rule()).put("scope", party.values());
        }
        node.put("why", alert.why()).put("level", alert.level());
    }
}
