package dev.usher.reliability;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Endpoint;
import dev.usher.http.Json;
import dev.usher.http.Parameters;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.message.StoreUnavailable;
import dev.usher.reliability.FigureStore.Reading;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code GET /admin/webhooks/health?webhook_type=&status=&timeframe=}: how well webhooks arrive, in all, by destination,
 * and by source and type within each.
 */
public final class WebhookHealth implements Endpoint {
    /** The query parameters it knows. */
    public static final Set<String> PARAMETERS = Set.of("webhook_type", "status", "timeframe");

    /** Types told for one destination, the busiest first; the rest is in its sum. */
    private static final int MOST_TYPES = 200;

    private final Ledger ledger;
    private final InstantSource clock;

    public WebhookHealth(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** One destination and what was counted for it. */
    private record Line(
            String destination, boolean configured, Map<Subject, Figures> bySubject, Figures sum, Health health) {}

    @Override
    public Response handle(Request request) {
        var parameters = new Parameters(request.query());
        var type = parameters.text("webhook_type", "");
        var status = parameters.choice("status", "", List.of("healthy", "degraded", "critical"));
        var timeframe = parameters.choice("timeframe", "24h", Timeframe.LABELS);
        var mistake = parameters.mistake();
        if (mistake != null) return mistake;
        try {
            var now = clock.instant();
            return Response.json(
                    200, report(lines(Timeframe.of(timeframe), type, now), status, Timeframe.of(timeframe), now));
        } catch (StoreUnavailable outage) {
            return Response.problem(503, "unavailable", "Temporarily unavailable", "The figures can't be read now.");
        }
    }

    private List<Line> lines(Timeframe timeframe, String type, Instant now) {
        var lines = new ArrayList<Line>();
        ledger.read(timeframe, now).forEach((destination, readings) -> {
            var bySubject = new HashMap<Subject, Figures>();
            for (Reading reading : readings) {
                var subject = reading.slot().subject();
                boolean asked = type.isEmpty()
                        || subject.type().equals(type)
                        || subject.source().equals(type);
                if (asked) bySubject.merge(subject, reading.figures(), Figures::plus);
            }
            if (bySubject.isEmpty() && !type.isEmpty()) return; // it has nothing to do with this type
            var sum = bySubject.values().stream().reduce(Figures.NONE, Figures::plus);
            lines.add(new Line(destination, ledger.isConfigured(destination), bySubject, sum, Health.of(sum)));
        });
        return lines;
    }

    private static ObjectNode report(List<Line> lines, String status, Timeframe timeframe, Instant now) {
        var judged = lines.stream().filter(Line::configured).map(Line::health).toList();
        var report = Json.object()
                .put("timeframe", timeframe.label())
                .put("from", timeframe.from(now).toString())
                .put("until", now.toString())
                .put("status", Health.of(judged).label());
        var tally = report.putObject("destinations").put("total", judged.size());
        for (var health : Health.values())
            tally.put(health.label(), judged.stream().filter(health::equals).count());
        FiguresJson.put(
                report.putObject("overall"), lines.stream().map(Line::sum).reduce(Figures.NONE, Figures::plus));
        var services = report.putArray("services");
        for (var line : lines)
            if (status.isEmpty() || line.health().label().equals(status)) service(services.addObject(), line);
        return report;
    }

    private static void service(ObjectNode node, Line line) {
        node.put("destination", line.destination())
                .put("status", line.health().label())
                .put("idle", line.sum().attempts() == 0)
                .put("removed", !line.configured());
        FiguresJson.put(node, line.sum());
        types(node.putArray("types"), line.bySubject());
        node.put("typesLeftOut", Math.max(0, line.bySubject().size() - MOST_TYPES));
    }

    private static void types(ArrayNode types, Map<Subject, Figures> bySubject) {
        bySubject.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Subject, Figures> entry) ->
                                -entry.getValue().attempts())
                        .thenComparing(entry -> entry.getKey().source())
                        .thenComparing(entry -> entry.getKey().type()))
                .limit(MOST_TYPES)
                .forEach(entry -> FiguresJson.put(
                        types.addObject()
                                .put("source", entry.getKey().source())
                                .put("type", entry.getKey().type()),
                        entry.getValue()));
    }
}
