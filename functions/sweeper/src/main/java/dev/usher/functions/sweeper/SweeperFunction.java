package dev.usher.functions.sweeper;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.delivery.Sweep;
import dev.usher.dynamo.DynamoAgenda;
import dev.usher.dynamo.DynamoBoard;
import dev.usher.dynamo.DynamoDeliveries;
import dev.usher.dynamo.DynamoEvents;
import dev.usher.dynamo.DynamoHealth;
import dev.usher.dynamo.DynamoReplays;
import dev.usher.health.Silence;
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
import org.jspecify.annotations.Nullable;

/**
 * Lambda entry point of the one-minute schedule. The event {@code {"usher":"queues-lost"}} asks for the round after the
 * queues were lost instead; see docs/how-to/recover-queues.md.
 */
public final class SweeperFunction implements RequestStreamHandler {
    private final Sweep.Parts parts;
    private final ReplayRounds replays;
    private final @Nullable Silence silence;
    private final JsonLog log;
    private final InstantSource clock = InstantSource.system();

    /** The Lambda runtime calls this once per execution environment, so clients built here are reused. */
    public SweeperFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public SweeperFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        var config = deployment.config();
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
        // Where nobody probes by a schedule nobody is missed.
        this.silence = deployment.settings().get("USHER_PROBING", "ENABLED").equals("ENABLED")
                ? new Silence(new DynamoHealth(table, clock), deployment.symptoms())
                : null;
        deployment.settings().check();
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        var asked = Json.mapper().readTree(event).path("usher").asText("");
        var sweep = new Sweep(parts);
        var report = asked.equals("queues-lost") ? sweep.queuesLost(clock.instant()) : sweep.round(clock.instant());
        int slices = replays.round(clock.instant());
        boolean silent = silence != null && silence.check(clock.instant());
        var line = Json.object()
                .put("queued", report.queued())
                .put("released", report.released())
                .put("strays", report.strays())
                .put("dead", report.dead())
                .put("replaySlices", slices)
                .put("probesSilent", silent);
        log.info("sweep", line);
        answer.write(Json.bytes(line));
    }
}
