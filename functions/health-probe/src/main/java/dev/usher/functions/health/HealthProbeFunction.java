package dev.usher.functions.health;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.dynamo.DynamoHealth;
import dev.usher.health.Round;
import dev.usher.http.Json;
import dev.usher.lambda.Deployment;
import dev.usher.lambda.Probing;
import dev.usher.redis.RedisLink;
import dev.usher.telemetry.JsonLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lambda entry point of the one-minute schedule. It translates and delegates; it decides nothing. */
public final class HealthProbeFunction implements RequestStreamHandler, AutoCloseable {
    private final @Nullable RedisLink redis;
    private final Probing probing;
    private final Round round;
    private final JsonLog log;
    private final InstantSource clock = InstantSource.system();

    /** The Lambda runtime calls this once per execution environment, so clients built here are reused. */
    public HealthProbeFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public HealthProbeFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        this.redis = deployment.patientRedis(); // it connects while the rest is set up
        var config = deployment.config();
        var table = deployment.table();
        this.probing = new Probing(deployment, config, redis);
        var sqs = deployment.sqs();
        var queues = deployment.queues(sqs);
        var incidents = deployment.incidents(config, table, () -> queues);
        this.log = deployment.log();
        var parts = probing.parts(table, sqs, new DynamoHealth(table, clock), incidents);
        deployment.settings().check();
        this.round = new Round(parts, config, clock);
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        log.begins(context.getAwsRequestId(), context.getXrayTraceId());
        var report = round.run(clock.instant().plus(Duration.ofMillis(context.getRemainingTimeInMillis())));
        var line = Json.object()
                .put("busy", report.busy())
                .put("probes", report.probes())
                .put("failed", report.failed());
        answer.write(Json.bytes(line));
        log.ends();
    }

    /** The local host ends environments; Lambda does not say when it does. */
    @Override
    public void close() {
        probing.close();
        if (redis != null) redis.close();
    }
}
