package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Impact;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.incident.Incident;
import dev.usher.incident.IncidentStore;
import dev.usher.incident.Moment;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Incidents: the list, one with all that happened to it, and what operators do about it. */
final class IncidentOperations {
    /** Entries of a timeline that are shown; the last ones. */
    static final int MOST_MOMENTS = 500;

    /** The day, a hyphen and a number. */
    private static final int MOST_ID_CHARS = 32;

    private static final Set<String> STATES = Set.of(Incident.Stage.OPEN.label(), Incident.Stage.RESOLVED.label());
    private static final Set<String> IMPACTS =
            Arrays.stream(Impact.values()).map(Impact::label).collect(Collectors.toSet());
    private static final String NOTE = "text";

    private final IncidentParts parts;

    IncidentOperations(IncidentParts parts) {
        this.parts = parts;
    }

    Response list(Request request, Caller caller) {
        var ask = Ask.query(request);
        var stage = ask.oneOf("state", STATES);
        var impact = ask.oneOf("impact", IMPACTS);
        var now = parts.clock().instant();
        var wanted = new IncidentStore.Wanted(
                stage == null ? null : Incident.Stage.of(stage),
                ask.find("subject"),
                impact == null ? null : Impact.of(impact),
                ask.time("since", now.minus(IncidentStore.KEPT)),
                now.plusSeconds(60));
        var page = parts.store().list(wanted, Filters.after(ask), Filters.limit(ask));
        return Response.json(200, Filters.page(page, IncidentOperations::write));
    }

    Response get(Request request, Caller caller) {
        var incident = incident(request);
        var root = Json.object();
        write(incident, root);
        var timeline = root.putArray("timeline");
        for (var moment : parts.store().timeline(incident.id(), MOST_MOMENTS)) write(moment, timeline);
        return Response.json(200, root);
    }

    Response acknowledge(Request request, Caller caller) {
        var text = Ask.bodyAndQuery(request, Set.of(NOTE)).text(NOTE);
        var id = incident(request).id();
        if (!parts.incidents().acknowledge(id, caller.name(), text)) throw notOpen();
        return get(request, caller);
    }

    Response note(Request request, Caller caller) {
        var text = Ask.bodyAndQuery(request, Set.of(NOTE)).find(NOTE);
        if (text == null) throw Refusal.parameter(NOTE, "what there is to say");
        var id = incident(request).id();
        if (!parts.incidents().note(id, caller.name(), text))
            throw Refusal.conflict("incident-closed", "the incident was resolved too long ago", Json.object());
        return get(request, caller);
    }

    Response resolve(Request request, Caller caller) {
        var text = Ask.bodyAndQuery(request, Set.of(NOTE)).text(NOTE);
        var id = incident(request).id();
        if (!parts.incidents().resolve(id, caller.name(), text)) throw notOpen();
        return get(request, caller);
    }

    private static Refusal notOpen() {
        return Refusal.conflict("incident-not-open", "the incident is resolved", Json.object());
    }

    private Incident incident(Request request) {
        var id = request.pathValue("id");
        // A longer one is nobody's, and no key of DynamoDB.
        var incident = id.length() > MOST_ID_CHARS ? null : parts.store().find(id);
        if (incident == null) throw Refusal.notFound("incident");
        return incident;
    }

    private static void write(Incident incident, ObjectNode node) {
        node.put("id", incident.id())
                .put("state", incident.stage().label())
                .put("impact", incident.impact().label())
                .put("began", incident.began().toString());
        var ended = incident.ended();
        if (ended != null) node.put("ended", ended.toString());
        if (incident.reopened() > 0) node.put("reopened", incident.reopened());
        if (!incident.acknowledged().isEmpty()) node.put("acknowledgedBy", incident.acknowledged());
        node.put("alerts", incident.alerts());
        var subjects = node.putArray("subjects");
        incident.subjects().forEach(subjects::add);
        var wrong = node.putArray("wrong");
        for (var one : incident.wrong()) {
            var item = wrong.addObject()
                    .put("subject", one.subject())
                    .put("kind", one.kind())
                    .put("since", one.since().toString());
            if (!one.detail().isEmpty()) item.put("detail", one.detail());
            if (one.dismissed()) item.put("dismissed", true);
        }
    }

    private void write(Moment moment, ArrayNode timeline) {
        var node = timeline.addObject().put("at", moment.at().toString()).put("what", moment.what());
        if (!moment.by().isEmpty()) node.put("by", moment.by());
        if (!moment.text().isEmpty()) node.put("text", moment.text());
        var alert = moment.alert();
        if (alert == null) return;
        node.put("event", alert.text());
        var deliveries = node.putArray("deliveries");
        parts.deliveries().of(alert).forEach(one -> {
            var item = deliveries
                    .addObject()
                    .put("id", one.id().toString())
                    .put("destination", one.id().destination())
                    .put("state", one.state().label())
                    .put("attempts", one.attempts().size());
            if (!one.error().isEmpty()) item.put("error", one.error());
        });
    }
}
