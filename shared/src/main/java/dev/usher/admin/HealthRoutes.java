package dev.usher.admin;

import static dev.usher.config.Operator.Role.OPERATOR;
import static dev.usher.config.Operator.Role.VIEWER;

import java.util.Set;

/** The lines of the table that belong to health. */
public final class HealthRoutes {
    private static final Set<String> NONE = Set.of();

    private HealthRoutes() {}

    public static Routes add(Routes routes, HealthParts parts) {
        var health = new HealthViews(parts);
        var status = new StatusView(parts);
        var test = new TestOperation(parts);
        var windows = new MaintenanceOperations(parts);
        return routes.get("/admin/integrations/health", VIEWER, HealthViews.PARAMETERS, health::health)
                .get("/admin/integrations/status", VIEWER, StatusView.PARAMETERS, status::status)
                .act(
                        "POST /admin/integrations/test/{service}",
                        OPERATOR,
                        "integration.test",
                        TestOperation.PARAMETERS,
                        test::test)
                .get("/admin/maintenance", VIEWER, Set.of("limit", "cursor"), windows::list)
                .act("POST /admin/maintenance", OPERATOR, "maintenance.add", NONE, windows::add)
                .act("DELETE /admin/maintenance/{id}", OPERATOR, "maintenance.remove", NONE, windows::remove);
    }
}
