package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.abuse.WhatIf;
import dev.usher.config.ConfigException;
import dev.usher.config.ConfigReader;
import dev.usher.config.LimitPolicy;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.time.Duration;
import java.util.Set;

/** What a proposed limit would have done to what was asked in the last hours, beside what the limit as it is would do. */
final class WhatIfOperation {
    static final Set<String> PARAMETERS = Set.of("hours");

    private static final int MOST_HOURS = 24;

    private final LimitParts parts;

    WhatIfOperation(LimitParts parts) {
        this.parts = parts;
    }

    /** The body is the proposed policy as it would stand in {@code usher.yaml}, in JSON or YAML. */
    Response play(Request request, Caller caller) {
        var current = LimitViews.policy(parts, request);
        long hours = Ask.query(request).number("hours", MOST_HOURS, 1, MOST_HOURS);
        var proposed = proposed(current.name(), request.body().text());
        var until = parts.clock().instant();
        var from = until.minus(Duration.ofHours(hours));
        var recorded = parts.watched().recording().read(current.name(), from, until);
        var answer = WhatIf.play(recorded, current, proposed, parts.config().calendar());
        var root = Json.object()
                .put("policy", current.name())
                .put("from", from.toString())
                .put("until", until.toString())
                .put("minutes", answer.minutes())
                .put("calls", answer.calls())
                .put("denied", answer.denied())
                .put("playedTogether", answer.together());
        write(answer.current(), root.putObject("current"));
        write(answer.proposed(), root.putObject("proposed"));
        return Response.json(200, root);
    }

    private static LimitPolicy proposed(String name, String text) {
        try {
            return ConfigReader.limit(name, text);
        } catch (ConfigException wrong) {
            var extensions = Json.object();
            var mistakes = extensions.putArray("mistakes");
            for (var mistake : wrong.mistakes())
                mistakes.addObject()
                        .put("line", mistake.line())
                        .put("path", mistake.path())
                        .put("reason", mistake.reason());
            throw new Refusal(Response.problem(
                    400,
                    "invalid-policy",
                    "The policy is not valid",
                    "the body must be a limit policy as usher.yaml has it",
                    extensions));
        }
    }

    private static void write(WhatIf.Outcome outcome, ObjectNode node) {
        node.put("denied", outcome.denied()).put("unjudged", outcome.unjudged());
        var whom = node.putArray("whom");
        for (var denied : outcome.whom())
            whom.addObject()
                    .put("rule", denied.rule())
                    .put("scope", denied.scope())
                    .put("window", denied.window())
                    .put("calls", denied.calls());
    }
}
