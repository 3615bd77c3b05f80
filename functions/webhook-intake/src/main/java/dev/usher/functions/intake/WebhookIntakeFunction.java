package dev.usher.functions.intake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.abuse.RecordedLimiter;
import dev.usher.abuse.Recorder;
import dev.usher.delivery.Turns;
import dev.usher.dynamo.DynamoDeliveries;
import dev.usher.dynamo.DynamoEvents;
import dev.usher.dynamo.DynamoRejections;
import dev.usher.lambda.Deployment;
import dev.usher.lambda.HttpApi;
import dev.usher.redis.RedisLink;
import dev.usher.telemetry.JsonLog;
import dev.usher.webhook.NearMiss;
import dev.usher.webhook.ReceiveWebhook;
import dev.usher.webhook.RejectionLog;
import dev.usher.webhook.WebhookEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lambda entry point of {@code /webhooks/{source}}. It translates and delegates; it decides nothing. */
public final class WebhookIntakeFunction implements RequestStreamHandler, AutoCloseable {
    private final @Nullable RedisLink redis;
    private final HttpApi api;
    private final JsonLog log;
    private final Recorder recorder;

    /** The Lambda runtime calls this once per execution environment, so clients built here are reused. */
    public WebhookIntakeFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public WebhookIntakeFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        var clock = InstantSource.system();
        this.redis = deployment.redis(); // it connects while the rest is set up
        var config = deployment.configWithoutRouting();
        this.log = deployment.log();
        var table = deployment.table();
        var retention = Duration.ofDays(config.retentionDays());
        var secrets = deployment.secrets();
        var rejections = new RejectionLog(
                new DynamoRejections(table), new NearMiss(config, secrets), log, Thread::startVirtualThread, clock);
        var deliveries = new DynamoDeliveries(table, retention);
        var queues = deployment.queues(deployment.sqs());
        this.recorder = deployment.recorder(redis, config, deployment.symptoms(config), Recorder.SELDOM);
        var limiter = new RecordedLimiter(deployment.limiter(redis, config), recorder);
        var turns = new Turns(deliveries, queues, limiter, config);
        var parts = new ReceiveWebhook.Parts(new DynamoEvents(table, retention), deliveries, queues, turns, rejections);
        deployment.settings().check();
        var receive = new ReceiveWebhook(parts, config, secrets, clock);
        var endpoint = new WebhookEndpoint(receive, config, log, clock);
        this.api = new HttpApi(endpoint, deployment.settings().get("USHER_PUBLIC_URL", ""));
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        log.begins(context.getAwsRequestId(), context.getXrayTraceId());
        api.serve(event, answer);
        recorder.flushIfDue();
        log.ends();
    }

    /** The local host ends environments; Lambda does not say when it does. */
    @Override
    public void close() {
        if (redis != null) redis.close();
    }
}
