package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.http.Json;
import java.util.Locale;
import java.util.Map;

/** A limit policy, and the calendar that its seasons are of, as the API shows them. */
final class LimitView {
    private LimitView() {}

    static ObjectNode of(LimitPolicy policy) {
        var node = Json.object()
                .put("name", policy.name())
                .put("mode", policy.mode().name().toLowerCase(Locale.ROOT))
                .put("priority", policy.priority().label())
                .put("queue", policy.queue())
                .put("retryAfterSeconds", policy.retryAfter().toSeconds())
                .put("outage", policy.outage().name().toLowerCase(Locale.ROOT))
                .put("consistency", policy.consistency().name().toLowerCase(Locale.ROOT))
                .put("shadow", policy.shadow());
        var reserve = node.putObject("reservePercent");
        policy.reserve().forEach((priority, percent) -> reserve.put(priority.label(), percent));
        multipliers(policy.tiers(), node.putObject("tiers"));
        multipliers(policy.seasons(), node.putObject("seasons"));
        var rules = node.putArray("rules");
        for (var rule : policy.rules()) rules.add(of(rule));
        return node;
    }

    private static ObjectNode of(LimitRule rule) {
        var node = Json.object().put("name", rule.name()).put("fixed", rule.fixed());
        var per = node.putArray("per");
        rule.per().stream().map(Dimension::label).forEach(per::add);
        var operations = node.putArray("operations");
        rule.operations().forEach(operations::add);
        var windows = node.putArray("windows");
        for (var window : rule.windows())
            windows.addObject()
                    .put("name", window.name())
                    .put("limit", window.limit())
                    .put("lengthMs", window.length().toMillis());
        return node;
    }

    private static void multipliers(Map<String, Integer> thousandths, ObjectNode node) {
        thousandths.forEach((name, multiplier) -> node.put(name, multiplier / 1000.0));
    }

    static ObjectNode of(Calendar calendar) {
        var node = Json.object().put("zone", calendar.zone().getId());
        var seasons = node.putArray("seasons");
        for (var season : calendar.seasons())
            seasons.addObject()
                    .put("name", season.name())
                    .put("from", season.from().toString().substring(2))
                    .put("to", season.to().toString().substring(2));
        return node;
    }
}
