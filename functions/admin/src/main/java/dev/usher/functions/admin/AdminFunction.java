package dev.usher.functions.admin;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.admin.AdminApi;
import dev.usher.admin.AdminParts;
import dev.usher.admin.AdminRoutes;
import dev.usher.admin.BreakerParts;
import dev.usher.admin.BreakerRoutes;
import dev.usher.admin.HealthParts;
import dev.usher.admin.HealthRoutes;
import dev.usher.admin.IncidentParts;
import dev.usher.admin.IncidentRoutes;
import dev.usher.admin.LimitParts;
import dev.usher.admin.LimitRoutes;
import dev.usher.admin.OpenApi;
import dev.usher.admin.Routes;
import dev.usher.config.Operator;
import dev.usher.dynamo.DynamoAgenda;
import dev.usher.dynamo.DynamoAudit;
import dev.usher.dynamo.DynamoBoard;
import dev.usher.dynamo.DynamoDeliveries;
import dev.usher.dynamo.DynamoEvents;
import dev.usher.dynamo.DynamoFigures;
import dev.usher.dynamo.DynamoHealth;
import dev.usher.dynamo.DynamoHistory;
import dev.usher.dynamo.DynamoIncidents;
import dev.usher.dynamo.DynamoRejections;
import dev.usher.dynamo.DynamoReplays;
import dev.usher.dynamo.DynamoSearch;
import dev.usher.lambda.Deployment;
import dev.usher.lambda.HttpApi;
import dev.usher.lambda.Probing;
import dev.usher.redis.RedisBreakers;
import dev.usher.redis.RegionViews;
import dev.usher.region.RegionsEndpoint;
import dev.usher.reliability.Ledger;
import dev.usher.reliability.WebhookFailures;
import dev.usher.reliability.WebhookHealth;
import dev.usher.replay.ReplayDelivery;
import dev.usher.replay.Reverify;
import dev.usher.secrets.Lazy;
import dev.usher.signature.Schemes;
import dev.usher.telemetry.JsonLog;
import dev.usher.webhook.ListRejections;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** Lambda entry point of the operators' API. It translates and delegates; it decides nothing. */
public final class AdminFunction implements RequestStreamHandler {
    private final Routes routes;
    private final HttpApi api;
    private final JsonLog log;

    /** The Lambda runtime calls this once per execution environment, so clients built here are reused. */
    public AdminFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public AdminFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        var clock = InstantSource.system();
        var redis = deployment.patientRedis(); // it connects while the rest is set up
        var config = deployment.config();
        var secrets = deployment.secrets();
        var table = deployment.table();
        var sqs = deployment.sqs();
        var retention = Duration.ofDays(config.retentionDays());
        var events = new DynamoEvents(table, retention);
        var deliveries = new DynamoDeliveries(table, retention);
        var stores = new AdminParts.Stores(
                events, deliveries, new DynamoSearch(table), new DynamoReplays(table), new DynamoAudit(table));
        var queues = deployment.queues(sqs);
        var reverify = new Reverify(config, secrets, Schemes::of);
        var agenda = new DynamoAgenda(table);
        var acting = new AdminParts.Deliveries(
                new DynamoBoard(table, clock),
                agenda,
                new ReplayDelivery(events, deliveries, queues, reverify),
                deployment.slices(sqs));
        var parts = new AdminParts(config, secrets, stores, acting, deployment.log(), clock);
        var regions = new RegionsEndpoint(config.regions(), () -> redis == null ? null : new RegionViews(redis).read());
        this.log = deployment.log();
        deployment.settings().check();
        var ledger = new Ledger(new DynamoFigures(table), config.destinations().keySet());
        var rejections =
                new ListRejections(new DynamoRejections(table), config.sources().keySet());
        var routes = AdminRoutes.of(parts)
                .mount(
                        "/admin/webhooks/health",
                        Operator.Role.VIEWER,
                        WebhookHealth.PARAMETERS,
                        new WebhookHealth(ledger, clock))
                .mount(
                        "/admin/webhooks/failures",
                        Operator.Role.VIEWER,
                        WebhookFailures.PARAMETERS,
                        new WebhookFailures(ledger, clock))
                .mount("/admin/limits/regions", Operator.Role.VIEWER, Set.of(), regions)
                .mount("/admin/rejections", Operator.Role.VIEWER, ListRejections.PARAMETERS, rejections);
        var limits = new LimitParts(config, deployment.watched(redis), clock);
        LimitRoutes.add(routes, limits);
        var breakers = redis == null ? null : new RedisBreakers(redis, clock);
        var incidents = deployment.incidents(config, table, () -> queues);
        BreakerRoutes.add(
                routes,
                new BreakerParts(
                        config,
                        breakers,
                        new DynamoHistory(table),
                        deployment.muted(incidents, config, table),
                        deployment.log(),
                        clock));
        IncidentRoutes.add(
                routes, new IncidentParts(new DynamoIncidents(table, retention), incidents, deliveries, clock));
        var health = new HealthParts(
                config,
                deployment.settings().get("USHER_PROBING", "ENABLED").equals("ENABLED"),
                new DynamoHealth(table, clock),
                DynamoFigures.ofCalls(table),
                new Lazy<>(() -> new Probing(deployment, config, redis).prober(table, incidents)),
                new HealthParts.Own(
                        agenda::oldestDead,
                        agenda::oldestWaiting,
                        () -> redis == null ? null : new RegionViews(redis).read()),
                clock);
        HealthRoutes.add(routes, health);
        this.routes = routes;
        this.api = new HttpApi(new OpenApi(new AdminApi(routes, parts)), "");
    }

    /** The table of what is under {@code /admin}. */
    Routes routes() {
        return routes;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        log.begins(context.getAwsRequestId(), context.getXrayTraceId());
        api.serve(event, answer);
        log.ends();
    }
}
