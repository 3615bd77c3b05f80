package dev.usher.functions.replay;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.dynamo.DynamoDeliveries;
import dev.usher.dynamo.DynamoEvents;
import dev.usher.dynamo.DynamoReplays;
import dev.usher.dynamo.DynamoSearch;
import dev.usher.lambda.Deployment;
import dev.usher.lambda.SqsBatch;
import dev.usher.message.Handback;
import dev.usher.replay.ReplayDelivery;
import dev.usher.replay.Reverify;
import dev.usher.replay.Slices;
import dev.usher.replay.WorkSlice;
import dev.usher.signature.Schemes;
import dev.usher.sqs.SqsSlices;
import dev.usher.telemetry.JsonLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** Lambda entry point of the replay queue. It translates and delegates; it decides nothing. */
public final class DlqReplayFunction implements RequestStreamHandler {
    private final WorkSlice work;
    private final Handback handback;
    private final JsonLog log;

    /** The Lambda runtime calls this once per execution environment, so clients built here are reused. */
    public DlqReplayFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public DlqReplayFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        var clock = InstantSource.system();
        var config = deployment.configWithoutRouting();
        this.log = deployment.log();
        var table = deployment.table();
        var sqs = deployment.sqs();
        var retention = Duration.ofDays(config.retentionDays());
        var replay = new ReplayDelivery(
                new DynamoEvents(table, retention),
                new DynamoDeliveries(table, retention),
                deployment.queues(sqs),
                new Reverify(config, deployment.secrets(), Schemes::of));
        this.work = new WorkSlice(
                new DynamoReplays(table), new DynamoSearch(table), replay, deployment.slices(sqs), log, clock);
        this.handback = deployment.handback(sqs, "USHER_REPLAY_QUEUE");
        deployment.settings().check();
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        log.begins(context.getAwsRequestId(), context.getXrayTraceId());
        new SqsBatch<>(SqsSlices::read, (slice, message) -> handle(slice), handback, log).serve(event, answer);
        log.ends();
    }

    private boolean handle(Slices.Slice slice) {
        work.handle(slice);
        return true;
    }
}
