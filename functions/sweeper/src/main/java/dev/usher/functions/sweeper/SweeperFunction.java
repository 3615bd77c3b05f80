package dev.usher.functions.sweeper;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.delivery.Sweep;
import dev.usher.dynamo.DynamoAgenda;
import dev.usher.dynamo.DynamoBoard;
import dev.usher.dynamo.DynamoDeliveries;
import dev.usher.dynamo.DynamoEvents;
import dev.usher.dynamo.DynamoFigures;
import dev.usher.dynamo.DynamoHealth;
import dev.usher.dynamo.DynamoReplays;
import dev.usher.health.Silence;
import dev.usher.health.Windows;
import dev.usher.http.Json;
import dev.usher.lambda.Deployment;
import dev.usher.message.StoreUnavailable;
import dev.usher.patrol.Patrol;
import dev.usher.redis.RedisBreakers;
import dev.usher.redis.RedisLink;
import dev.usher.replay.ReplayRounds;
import dev.usher.telemetry.JsonLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lambda entry point of the one-minute schedule. The event {@code {"usher":"queues-lost"}} asks for the round after the
 * queues were lost instead; see docs/how-to/recover-queues.md.
 */
public final class SweeperFunction implements RequestStreamHandler, AutoCloseable {
    private final Sweep.Parts parts;
    private final ReplayRounds replays;
    private final Patrol patrol;
    private final @Nullable RedisLink redis;
    private final boolean probing;
    private final Silence silence;
    private final JsonLog log;
    private final InstantSource clock = InstantSource.system();

    /** The Lambda runtime calls this once per execution environment, so clients built here are reused. */
    public SweeperFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public SweeperFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        this.redis = deployment.patientRedis(); // it connects while the rest is set up
        var config = deployment.configWithoutRouting();
        this.log = deployment.log();
        var table = deployment.table();
        var retention = Duration.ofDays(config.retentionDays());
        var sqs = deployment.sqs();
        var queues = deployment.queues(sqs);
        var board = new DynamoBoard(table, clock);
        this.parts = new Sweep.Parts(
                new DynamoEvents(table, retention),
                new DynamoDeliveries(table, retention),
                queues,
                deployment.deadLetters(sqs),
                board,
                new DynamoAgenda(table));
        this.replays = new ReplayRounds(new DynamoReplays(table), deployment.slices(sqs));
        var incidents = deployment.incidents(config, table, () -> queues);
        var health = new DynamoHealth(table, clock);
        this.patrol = new Patrol(
                new Patrol.Sights(
                        board::paused,
                        () -> Windows.of(config.health(), health),
                        new DynamoFigures(table),
                        redis == null ? null : new RedisBreakers(redis, clock),
                        deployment.ceilings(redis)),
                incidents,
                config);
        this.probing = deployment.settings().get("USHER_PROBING", "ENABLED").equals("ENABLED");
        this.silence = new Silence(health, incidents);
        deployment.settings().check();
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        log.begins(context.getAwsRequestId(), context.getXrayTraceId());
        // First: both are short, and a backlog must not keep people from being told.
        boolean silent = isSilent();
        patrol();
        var asked = Json.mapper().readTree(event).path("usher").asText("");
        var sweep = new Sweep(parts);
        var report = asked.equals("queues-lost") ? sweep.queuesLost(clock.instant()) : sweep.round(clock.instant());
        int slices = replays.round(clock.instant());
        var line = Json.object()
                .put("queued", report.queued())
                .put("released", report.released())
                .put("strays", report.strays())
                .put("dead", report.dead())
                .put("replaySlices", slices)
                .put("probesSilent", silent);
        log.info("sweep", line);
        answer.write(Json.bytes(line));
        log.ends();
    }

    private boolean isSilent() {
        try {
            if (probing) return silence.check(clock.instant());
            silence.unwatched(clock.instant());
        } catch (StoreUnavailable outage) {
            log.error("incidents were not looked after", outage);
        }
        return false;
    }

    private void patrol() {
        try {
            patrol.round(clock.instant());
        } catch (StoreUnavailable outage) {
            log.error("incidents were not looked after", outage);
        }
    }

    /** The local host ends environments; Lambda does not say when it does. */
    @Override
    public void close() {
        if (redis != null) redis.close();
    }
}
