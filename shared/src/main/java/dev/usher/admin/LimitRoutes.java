package dev.usher.admin;

import static dev.usher.config.Operator.Role.OPERATOR;
import static dev.usher.config.Operator.Role.VIEWER;

import java.util.Set;

/** The lines of the table that belong to limits. */
public final class LimitRoutes {
    private static final Set<String> NONE = Set.of();
    private static final Set<String> LIMIT = Set.of("limit");

    private LimitRoutes() {}

    public static Routes add(Routes routes, LimitParts parts) {
        var view = new LimitViews(parts);
        var abuse = new AbuseOperations(parts);
        var whatIf = new WhatIfOperation(parts);
        return routes.get("/admin/limits", VIEWER, NONE, view::list)
                .get("/admin/limits/{policy}/violators", VIEWER, LIMIT, view::violators)
                .get("/admin/limits/{policy}/heavy", VIEWER, LIMIT, view::heavy)
                .get("/admin/limits/{policy}/alerts", OPERATOR, NONE, abuse::alerts)
                .get("/admin/alerts", OPERATOR, NONE, abuse::allAlerts)
                .act("POST /admin/limits/{policy}/lift", OPERATOR, "limit.lift", NONE, abuse::lift)
                .act(
                        "POST /admin/limits/{policy}/what-if",
                        OPERATOR,
                        "limit.what-if",
                        WhatIfOperation.PARAMETERS,
                        whatIf::play);
    }
}
