package dev.usher.admin;

import static dev.usher.config.Operator.Role.ADMIN;
import static dev.usher.config.Operator.Role.VIEWER;

import java.util.Set;

/** The lines of the table that belong to breakers. */
public final class BreakerRoutes {
    private static final Set<String> NONE = Set.of();
    private static final Set<String> HISTORY = Set.of("breaker", "from", "until", "limit", "cursor");

    private BreakerRoutes() {}

    public static Routes add(Routes routes, BreakerParts parts) {
        var view = new BreakerViews(parts);
        var acts = new BreakerOperations(parts);
        return routes.get("/admin/circuit-breakers", VIEWER, NONE, view::list)
                .get("/admin/circuit-breakers/metrics", VIEWER, Set.of("timeframe"), view::metrics)
                .get("/admin/circuit-breakers/history", VIEWER, HISTORY, view::history)
                .get("/admin/circuit-breakers/{name}", VIEWER, NONE, view::get)
                .act("POST /admin/circuit-breakers/{name}/reset", ADMIN, "breaker.reset", NONE, acts::reset)
                .act("POST /admin/circuit-breakers/{name}/force", ADMIN, "breaker.force", NONE, acts::force);
    }
}
