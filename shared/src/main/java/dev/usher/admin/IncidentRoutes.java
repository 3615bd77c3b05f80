package dev.usher.admin;

import static dev.usher.config.Operator.Role.OPERATOR;
import static dev.usher.config.Operator.Role.VIEWER;

import java.util.Set;

/** The lines of the table that belong to incidents. */
public final class IncidentRoutes {
    private static final Set<String> NONE = Set.of();
    private static final Set<String> LIST = Set.of("state", "subject", "impact", "since", "limit", "cursor");

    private IncidentRoutes() {}

    public static Routes add(Routes routes, IncidentParts parts) {
        var operations = new IncidentOperations(parts);
        return routes.get("/admin/incidents", VIEWER, LIST, operations::list)
                .get("/admin/incidents/{id}", VIEWER, NONE, operations::get)
                .act(
                        "POST /admin/incidents/{id}/acknowledge",
                        OPERATOR,
                        "incident.acknowledge",
                        NONE,
                        operations::acknowledge)
                .act("POST /admin/incidents/{id}/note", OPERATOR, "incident.note", NONE, operations::note)
                .act("POST /admin/incidents/{id}/resolve", OPERATOR, "incident.resolve", NONE, operations::resolve);
    }
}
