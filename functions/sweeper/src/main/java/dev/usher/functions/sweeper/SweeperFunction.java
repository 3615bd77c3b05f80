package dev.usher.functions.sweeper;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.delivery.Sweep;
import dev.usher.dynamo.DynamoAgenda;
import dev.usher.dynamo.DynamoBoard;
import dev.usher.dynamo.DynamoDeliveries;
import dev.usher.dynamo.DynamoEvents;
import dev.usher.dynamo.DynamoReplays;
import dev.usher.http.Json;
import dev.usher.lambda.Deployment;
import dev.usher.replay.ReplayRounds;
import dev.usher.telemetry.JsonLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * Lambda entry point of the one-minute schedule. The event {@code {"usher":"queues-lost"}} asks for the round after the
 * queues were lost instead; see docs/how-to/recover-queues.md.
 */
public final class SweeperFunction implements RequestStreamHandler {
    private final Sweep.Parts parts;
    private final ReplayRounds replays;
    private final JsonLog log;
    private final InstantSource clock = InstantSource.system();

    /** The Lambda runtime calls this once per execution environment, so clients built here are reused. */
    public SweeperFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public SweeperFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        var config = deployment.configWithoutRouting();
        this.log = deployment.log();
        var table = deployment.table();
        var retention = Duration.ofDays(config.retentionDays());
        var sqs = deployment.sqs();
        this.parts = new Sweep.Parts(
                new DynamoEvents(table, retention),
                new DynamoDeliveries(table, retention),
                deployment.queues(sqs),
                deployment.deadLetters(sqs),
                new DynamoBoard(table, clock),
                new DynamoAgenda(table));
        this.replays = new ReplayRounds(new DynamoReplays(table), deployment.slices(sqs));
        deployment.settings().check();
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        log.begins(context.getAwsRequestId(), context.getXrayTraceId());
        var asked = Json.mapper().readTree(event).path("usher").asText("");
        var sweep = new Sweep(parts);
        var report = asked.equals("queues-lost") ? sweep.queuesLost(clock.instant()) : sweep.round(clock.instant());
        int slices = replays.round(clock.instant());
        var line = Json.object()
                .put("queued", report.queued())
                .put("released", report.released())
                .put("strays", report.strays())
                .put("dead", report.dead())
                .put("replaySlices", slices);
        log.info("sweep", line);
        answer.write(Json.bytes(line));
        log.ends();
    }
}
