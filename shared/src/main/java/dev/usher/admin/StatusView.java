package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Service;
import dev.usher.delivery.Parallel;
import dev.usher.health.HealthStore.Part;
import dev.usher.health.Standing;
import dev.usher.health.Uptime;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.reliability.FigureStore;
import dev.usher.reliability.Figures;
import dev.usher.reliability.Timeframe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@code GET /admin/integrations/status}: all at one glance over a time, and Usher's own parts. */
final class StatusView {
    static final Set<String> PARAMETERS = Set.of("timeframe", "include_metrics");

    private static final Set<String> TIMEFRAMES = Set.copyOf(Timeframe.LABELS);

    private static final int ABREAST = 16;

    private final HealthParts parts;

    StatusView(HealthParts parts) {
        this.parts = parts;
    }

    /** What was seen of one service. */
    private record Seen(Uptime uptime, Figures calls) {
        static final Seen NOTHING = new Seen(Uptime.NONE, Figures.NONE);
    }

    Response status(Request request, Caller caller) {
        var ask = Ask.query(request);
        var asked = ask.oneOf("timeframe", TIMEFRAMES);
        var label = asked == null ? "24h" : asked;
        boolean metrics = ask.truth("include_metrics");
        var now = Snapshot.of(parts);
        var root = Json.object();
        HealthViews.head(parts, now, root);
        root.put("timeframe", label);
        tally(now, root.putObject("services"));
        var seen = seen(label, now.now(), metrics);
        var items = root.putArray("items");
        for (var service : parts.config().services().values()) {
            var item = items.addObject();
            HealthViews.write(now, service, item);
            var own = seen.getOrDefault(service.name(), Seen.NOTHING);
            UptimeJson.put(
                    item.putObject("uptime"), own.uptime, Timeframe.of(label).minutes(now.now()));
            if (metrics) metrics(own, item);
        }
        own(now, root.putObject("usher"));
        return Response.json(200, root);
    }

    private void tally(Snapshot now, ObjectNode node) {
        var tally = new TreeMap<String, Integer>();
        for (var word : new String[] {"healthy", "degraded", "down", "unknown", "maintenance"}) tally.put(word, 0);
        parts.config().services().keySet().forEach(name -> tally.merge(now.status(name), 1, Integer::sum));
        node.put("total", parts.config().services().size());
        tally.forEach(node::put);
    }

    /** One range of the store for each service, and one more for its calls when they are asked for. */
    private Map<String, Seen> seen(String label, Instant now, boolean metrics) {
        var timeframe = Timeframe.of(label);
        var found = new ConcurrentHashMap<String, Seen>();
        var services = new ArrayList<Service>(parts.config().services().values());
        for (int from = 0; from < services.size(); from += ABREAST)
            Parallel.each(services.subList(from, Math.min(from + ABREAST, services.size())), service -> {
                var name = service.name();
                var span = timeframe.span();
                var uptime = parts.store().read("service:" + name, span, timeframe.from(now), span.start(now)).stream()
                        .map(Part::uptime)
                        .reduce(Uptime.NONE, Uptime::plus);
                found.put(name, new Seen(uptime, metrics ? calls(name, timeframe, now) : Figures.NONE));
            });
        return found;
    }

    private Figures calls(String service, Timeframe timeframe, Instant now) {
        var span = timeframe.span();
        return parts.calls().read(span, service, timeframe.from(now), span.start(now)).stream()
                .map(FigureStore.Reading::figures)
                .reduce(Figures.NONE, Figures::plus);
    }

    private static void metrics(Seen seen, ObjectNode item) {
        UptimeJson.times(item.putObject("probeTimeMs"), seen.uptime);
        var calls = seen.calls;
        var node = item.putObject("calls").put("attempts", calls.attempts()).put("failed", calls.failed());
        node.put("averageMs", calls.averageTime() == null ? null : UptimeJson.millis(average(calls)))
                .put("p95Ms", millis(calls.times().percentile(95)));
        var errors = node.putObject("errors");
        new TreeMap<>(calls.errors()).forEach(errors::put);
    }

    private static Duration average(Figures calls) {
        var average = calls.averageTime();
        return average == null ? Duration.ZERO : average;
    }

    private static @Nullable Double millis(@Nullable Duration time) {
        return time == null ? null : UptimeJson.millis(time);
    }

    private void own(Snapshot now, ObjectNode node) {
        var items = node.putArray("parts");
        now.standings().values().stream()
                .filter(standing -> standing.subject().startsWith("usher:"))
                .sorted(java.util.Comparator.comparing(Standing::subject))
                .forEach(standing -> part(now, standing, items.addObject()));
        var queues = node.putArray("queues");
        parts.store().queues().values().forEach(queue -> queues.addObject()
                .put("queue", queue.name())
                .put("waiting", queue.waiting())
                .put("inFlight", queue.inFlight())
                .put("delayed", queue.delayed())
                .put("at", queue.at().toString())
                .put("waitedAtMostSeconds", queue.waiting() == 0 ? 0 : seconds(queue.emptyAt(), now.now())));
        var dead = parts.own().oldestDead().get();
        var waiting = parts.own().oldestWaiting().get();
        node.put("oldestDeadLetterSeconds", dead == null ? null : seconds(dead, now.now()))
                .put("oldestOverdueSeconds", waiting == null ? null : seconds(waiting, now.now()));
        regions(node.putArray("regions"));
    }

    private static void part(Snapshot now, Standing standing, ObjectNode node) {
        node.put("part", standing.subject().substring("usher:".length()))
                .put("status", now.condition(standing.subject()).label())
                .put("stale", now.isStale(standing))
                .put("since", standing.since().toString());
        if (!standing.judgement().because().isEmpty())
            node.put("because", standing.judgement().because());
        standing.inOrder().values().forEach(trial -> {
            var last = trial.last();
            if (last != null) node.put("tookMs", UptimeJson.millis(last.took()));
        });
    }

    private void regions(com.fasterxml.jackson.databind.node.ArrayNode node) {
        var views =
                parts.config().regions().alone() ? null : parts.own().regions().get();
        if (views == null) return;
        for (var view : views)
            for (var peer : view.peers())
                node.addObject()
                        .put("from", view.region())
                        .put("to", peer.region())
                        .put("told", peer.told())
                        .put("lagP95Ms", peer.lag95Ms())
                        .put("backlog", peer.backlog());
    }

    /** 0 for what is yet to come. */
    private static long seconds(Instant since, Instant now) {
        return Math.max(0, Duration.between(since, now).toSeconds());
    }
}
