package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Probe;
import dev.usher.config.Service;
import dev.usher.delivery.Parallel;
import dev.usher.health.HealthStore.Part;
import dev.usher.health.Sample;
import dev.usher.health.Trial;
import dev.usher.health.Uptime;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.reliability.Span;
import dev.usher.reliability.Timeframe;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code GET /admin/integrations/health}: every service, what its probes say, and how it was. */
final class HealthViews {
    static final Set<String> PARAMETERS = Set.of("service", "detailed", "include_history");

    /** Services whose history is read at once. */
    private static final int ABREAST = 16;

    private final HealthParts parts;

    HealthViews(HealthParts parts) {
        this.parts = parts;
    }

    Response health(Request request, Caller caller) {
        var ask = Ask.query(request);
        var name = ask.find("service");
        boolean detailed = ask.truth("detailed");
        boolean history = ask.truth("include_history");
        var services = name == null ? List.copyOf(parts.config().services().values()) : List.of(service(parts, name));
        var now = Snapshot.of(parts);
        var uptimes = read(parts, services, now.now());
        var root = Json.object();
        head(parts, now, root);
        var items = root.putArray("items");
        for (var service : services) {
            var item = items.addObject();
            write(now, service, item);
            var counted = uptimes.getOrDefault(service.name(), new Counted(List.of(), List.of()));
            uptimes(counted, now.now(), item.putObject("uptime"));
            if (detailed) detail(now, service, item);
            if (history) history(counted, item.putObject("history"));
        }
        return Response.json(200, root);
    }

    static Service service(HealthParts parts, String name) {
        var service = parts.config().services().get(name);
        if (service == null) throw Refusal.notFound("service");
        return service;
    }

    /** How all are together, and whether anybody looks. */
    static void head(HealthParts parts, Snapshot now, ObjectNode root) {
        root.put("status", now.overall(parts.config().services().values()))
                .put("at", now.now().toString());
        var rounds = root.putObject("rounds").put("scheduled", parts.probing()).put("silent", now.isSilent());
        var beat = now.beat();
        if (beat != null) {
            var ended = beat.endedAt();
            if (ended != null) rounds.put("lastEndedAt", ended.toString());
            rounds.put("ageSeconds", now.age().toSeconds());
        }
    }

    static void write(Snapshot now, Service service, ObjectNode node) {
        var standing = now.standing("service:" + service.name());
        boolean stale = now.isStale(standing);
        node.put("service", service.name())
                .put("status", now.status(service.name()))
                .put("stale", stale);
        if (standing.version() == 0) return;
        node.put("judgedAt", standing.judgedAt().toString());
        if (stale) return;
        node.put("since", standing.since().toString());
        if (standing.judgement().because().isEmpty()) return;
        node.put("because", standing.judgement().because())
                .put("side", standing.judgement().side().label());
    }

    /** What was counted of one service, by the hour of a week and by the day of 90. */
    private record Counted(List<Part> hours, List<Part> days) {
        Uptime of(Timeframe timeframe, Instant now) {
            var from = timeframe.from(now);
            var all = timeframe.span() == Span.HOUR ? hours : days;
            return all.stream()
                    .filter(part -> !part.start().isBefore(from))
                    .map(Part::uptime)
                    .reduce(Uptime.NONE, Uptime::plus);
        }
    }

    /** Two ranges of the store for each service, whatever was counted. */
    private static Map<String, Counted> read(HealthParts parts, List<Service> services, Instant now) {
        var read = new ConcurrentHashMap<String, Counted>();
        for (int from = 0; from < services.size(); from += ABREAST)
            Parallel.each(services.subList(from, Math.min(from + ABREAST, services.size())), service -> {
                var subject = "service:" + service.name();
                var hours = parts.store().read(subject, Span.HOUR, Timeframe.WEEK.from(now), Span.HOUR.start(now));
                var days = parts.store().read(subject, Span.DAY, Timeframe.QUARTER.from(now), Span.DAY.start(now));
                read.put(service.name(), new Counted(hours, days));
            });
        return read;
    }

    private static void uptimes(Counted counted, Instant now, ObjectNode node) {
        for (var timeframe : List.of(Timeframe.DAY, Timeframe.WEEK, Timeframe.MONTH, Timeframe.QUARTER))
            UptimeJson.put(node.putObject(timeframe.label()), counted.of(timeframe, now), timeframe.minutes(now));
    }

    private static void history(Counted counted, ObjectNode node) {
        bars(counted.hours(), node.putArray("hours"));
        bars(counted.days(), node.putArray("days"));
    }

    private static void bars(List<Part> counted, ArrayNode bars) {
        for (var part : counted)
            UptimeJson.counts(bars.addObject().put("start", part.start().toString()), part.uptime());
    }

    private static void detail(Snapshot now, Service service, ObjectNode node) {
        var standing = now.standing("service:" + service.name());
        var probes = node.putArray("probes");
        service.probes().values().forEach(probe -> write(now, probe, standing.trial(probe.name()), probes.addObject()));
        var traffic = node.putObject("traffic")
                .put("condition", standing.traffic().condition().label())
                .put("calls", standing.traffic().calls())
                .put("failed", standing.traffic().failed());
        var breaker = standing.traffic().breaker();
        if (breaker != null) traffic.put("breaker", breaker.label());
        if (!standing.page().indicator().isEmpty())
            node.put("statusPage", standing.page().indicator());
        if (!standing.told().isEmpty()) node.put("symptom", standing.told());
    }

    private static void write(Snapshot now, Probe probe, Trial trial, ObjectNode node) {
        node.put("probe", probe.name())
                .put("kind", probe.kind().label())
                .put("condition", now.says(trial, probe.interval()).label())
                .put("badInARow", trial.streak().bad())
                .put("goodInARow", trial.streak().good());
        if (!trial.skipped().isEmpty()) node.put("skipped", trial.skipped());
        var last = trial.last();
        if (last != null) write(last, node.putObject("last"));
    }

    static void write(Sample sample, ObjectNode node) {
        node.put("at", sample.at().toString()).put("grade", sample.grade().label());
        if (!sample.why().isEmpty()) node.put("why", sample.why());
        if (sample.status() > 0) node.put("status", sample.status());
        node.put("tookMs", UptimeJson.millis(sample.took()));
    }
}
