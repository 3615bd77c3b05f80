package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.time.Duration;
import java.util.Locale;

/** What is configured, who is asking, and the audit log. */
final class DeploymentOperations {
    /** As long as entries are kept. */
    private static final Duration AUDITED = Duration.ofDays(400);

    private final AdminParts parts;

    DeploymentOperations(AdminParts parts) {
        this.parts = parts;
    }

    Response config(Request request, Caller caller) {
        return Response.json(200, ConfigView.of(parts.config()));
    }

    Response whoami(Request request, Caller caller) {
        return Response.json(
                200,
                Json.object()
                        .put("name", caller.name())
                        .put("role", caller.role().name().toLowerCase(Locale.ROOT)));
    }

    Response audit(Request request, Caller caller) {
        var ask = Ask.query(request);
        var now = parts.clock().instant();
        var from = ask.time("from", now.minus(AUDITED));
        var until = ask.time("until", now.plusSeconds(60));
        if (!from.isBefore(until)) throw Refusal.parameter("from", "before until");
        var wanted = new Audit.Wanted(ask.find("actor"), ask.find("action"), from, until);
        var page = parts.stores().audit().list(wanted, Filters.after(ask), Filters.limit(ask));
        return Response.json(200, Filters.page(page, DeploymentOperations::write));
    }

    private static void write(AuditEntry entry, ObjectNode node) {
        node.put("at", entry.at().toString())
                .put("actor", entry.actor())
                .put("action", entry.action())
                .put("subject", entry.subject())
                .put("outcome", entry.outcome());
        if (!entry.detail().isEmpty()) node.put("detail", entry.detail());
        if (!entry.address().isEmpty()) node.put("address", entry.address());
    }
}
