package dev.usher.admin;

import static dev.usher.config.Operator.Role.ADMIN;
import static dev.usher.config.Operator.Role.OPERATOR;
import static dev.usher.config.Operator.Role.VIEWER;

import dev.usher.search.Field;
import java.util.Set;

/** The lines of the table that belong to events, deliveries, replays, destinations and the audit log. */
public final class AdminRoutes {
    private static final Set<String> NONE = Set.of();
    private static final Set<String> PAGE = Set.of("limit", "cursor");
    private static final Set<String> DELIVERIES = Filters.names(
            Field.SOURCE, Field.TYPE, Field.DESTINATION, Field.STATE, Field.ERROR, Field.PRIORITY, Field.PROVIDER_ID);
    private static final Set<String> DEAD =
            Filters.names(Field.SOURCE, Field.TYPE, Field.DESTINATION, Field.ERROR, Field.PRIORITY, Field.PROVIDER_ID);

    private AdminRoutes() {}

    /** A new table; {@link Routes#mount} adds to it. */
    public static Routes of(AdminParts parts) {
        var routes = new Routes();
        log(routes, parts);
        replays(routes, parts);
        var destinations = new DestinationOperations(parts);
        var deployment = new DeploymentOperations(parts);
        return routes.get("/admin/destinations", VIEWER, NONE, destinations::list)
                .act("POST /admin/destinations/{name}/pause", OPERATOR, "destination.pause", NONE, destinations::pause)
                .act(
                        "POST /admin/destinations/{name}/resume",
                        OPERATOR,
                        "destination.resume",
                        NONE,
                        destinations::resume)
                .get("/admin/config", VIEWER, NONE, deployment::config)
                .get("/admin/whoami", VIEWER, NONE, deployment::whoami)
                .get(
                        "/admin/audit",
                        ADMIN,
                        Set.of("actor", "action", "from", "until", "limit", "cursor"),
                        deployment::audit);
    }

    private static void log(Routes routes, AdminParts parts) {
        var events = new EventOperations(parts);
        var deliveries = new DeliveryOperations(parts);
        routes.get(
                        "/admin/events",
                        VIEWER,
                        Filters.names(Field.SOURCE, Field.TYPE, Field.PRIORITY, Field.PROVIDER_ID),
                        events::list)
                .get("/admin/events/{id}", VIEWER, NONE, events::get)
                .act("GET /admin/events/{id}/payload", OPERATOR, "payload.read", Set.of("encoding"), events::payload)
                .get("/admin/deliveries", VIEWER, DELIVERIES, deliveries::list)
                .get("/admin/deliveries/{id}", VIEWER, NONE, deliveries::get)
                .get("/admin/dead-letters", VIEWER, DEAD, deliveries::deadLetters)
                .act("POST /admin/deliveries/{id}/cancel", OPERATOR, "delivery.cancel", NONE, deliveries::cancel);
    }

    private static void replays(Routes routes, AdminParts parts) {
        var replay = new ReplayOperation(parts);
        var jobs = new JobOperations(parts);
        routes.act("POST /admin/webhooks/replay/{id}", ADMIN, "replay", ReplayOperation.KNOWN, replay::replay)
                .act("POST /admin/replays", ADMIN, "replays.start", NONE, jobs::start)
                .get("/admin/replays", VIEWER, PAGE, jobs::list)
                .get("/admin/replays/{id}", VIEWER, NONE, jobs::get)
                .act("POST /admin/replays/{id}/cancel", ADMIN, "replays.cancel", NONE, jobs::cancel);
    }
}
