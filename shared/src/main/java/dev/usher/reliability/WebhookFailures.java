package dev.usher.reliability;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Endpoint;
import dev.usher.http.Json;
import dev.usher.http.Parameters;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.message.StoreUnavailable;
import dev.usher.reliability.FigureStore.Reading;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code GET /admin/webhooks/failures?group_by=&min_failure_count=&timeframe=}: failed attempts by destination
 * ({@code service}), by error word ({@code error_type}), or by minute or hour ({@code time}).
 */
public final class WebhookFailures implements Endpoint {
    /** The query parameters it knows. */
    public static final Set<String> PARAMETERS = Set.of("group_by", "min_failure_count", "timeframe");

    private static final List<String> GROUPS = List.of("service", "error_type", "time");
    private static final long MOST_FAILURES = 1_000_000_000;

    private final Ledger ledger;
    private final InstantSource clock;

    public WebhookFailures(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public Response handle(Request request) {
        var parameters = new Parameters(request.query());
        var groupBy = parameters.choice("group_by", "service", GROUPS);
        long atLeast = parameters.count("min_failure_count", 1, 0, MOST_FAILURES);
        var asked = parameters.choice("timeframe", "24h", Timeframe.LABELS);
        var mistake = parameters.mistake();
        if (mistake != null) return mistake;
        var timeframe = Timeframe.of(asked);
        var now = clock.instant();
        try {
            var readings = ledger.read(timeframe, now);
            var report = Json.object()
                    .put("timeframe", timeframe.label())
                    .put("from", timeframe.from(now).toString())
                    .put("until", now.toString())
                    .put("groupBy", groupBy);
            var all = readings.values().stream().flatMap(List::stream).map(Reading::figures);
            report.put("failed", all.mapToLong(Figures::failed).sum());
            var groups = report.putArray("groups");
            for (var group : groups(groupBy, readings)) if (group.path("failed").asLong() >= atLeast) groups.add(group);
            return Response.json(200, report);
        } catch (StoreUnavailable outage) {
            return Response.problem(503, "unavailable", "Temporarily unavailable", "The figures can't be read now.");
        }
    }

    private static List<ObjectNode> groups(String groupBy, Map<String, List<Reading>> readings) {
        return switch (groupBy) {
            case "service" -> worstFirst(byService(readings));
            case "error_type" -> worstFirst(byError(readings));
            default -> byTime(readings);
        };
    }

    private static List<ObjectNode> byService(Map<String, List<Reading>> readings) {
        var groups = new ArrayList<ObjectNode>();
        readings.forEach((destination, ofOne) -> groups.add(group("service", destination, sum(ofOne))));
        return groups;
    }

    private static List<ObjectNode> byTime(Map<String, List<Reading>> readings) {
        var byStart = new TreeMap<String, Figures>();
        for (var ofOne : readings.values())
            for (var reading : ofOne)
                byStart.merge(reading.slot().start().toString(), reading.figures(), Figures::plus);
        var groups = new ArrayList<ObjectNode>();
        byStart.forEach((start, figures) -> groups.add(group("time", start, figures)));
        return groups;
    }

    private static List<ObjectNode> byError(Map<String, List<Reading>> readings) {
        var byError = new TreeMap<String, Map<String, Long>>();
        readings.forEach((destination, ofOne) -> sum(ofOne).errors().forEach((word, count) -> byError.computeIfAbsent(
                        word, absent -> new HashMap<>())
                .merge(destination, count, Long::sum)));
        var groups = new ArrayList<ObjectNode>();
        byError.forEach((word, services) -> {
            long failed = services.values().stream().mapToLong(Long::longValue).sum();
            var group = Json.object().put("errorType", word).put("failed", failed);
            group.set("services", FiguresJson.counts(services));
            groups.add(group);
        });
        return groups;
    }

    private static ObjectNode group(String key, String name, Figures figures) {
        var group = Json.object()
                .put(key, name)
                .put("failed", figures.failed())
                .put("attempts", figures.attempts())
                .put("successRate", FiguresJson.rounded(figures.successRate()))
                .put("dead", figures.deliveries().dead());
        group.set("errors", FiguresJson.counts(figures.errors()));
        return group;
    }

    private static Figures sum(List<Reading> readings) {
        return readings.stream().map(Reading::figures).reduce(Figures.NONE, Figures::plus);
    }

    /** The order of equals is kept: by name. */
    private static List<ObjectNode> worstFirst(List<ObjectNode> groups) {
        groups.sort(Comparator.comparingLong(
                        (ObjectNode group) -> group.path("failed").asLong())
                .reversed());
        return groups;
    }
}
