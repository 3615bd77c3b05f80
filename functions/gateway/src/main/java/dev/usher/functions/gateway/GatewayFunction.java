package dev.usher.functions.gateway;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.abuse.RecordedLimiter;
import dev.usher.abuse.Recorder;
import dev.usher.admission.Callers;
import dev.usher.config.SecretRef;
import dev.usher.dynamo.DynamoDeliveries;
import dev.usher.dynamo.DynamoEvents;
import dev.usher.dynamo.DynamoFigures;
import dev.usher.egress.AddressGuard;
import dev.usher.egress.Egress;
import dev.usher.lambda.Deployment;
import dev.usher.lambda.HttpApi;
import dev.usher.lambda.HttpOrDirect;
import dev.usher.lambda.Outbound;
import dev.usher.outbound.CallStatus;
import dev.usher.outbound.Calls;
import dev.usher.outbound.DirectCalls;
import dev.usher.outbound.Gateway;
import dev.usher.outbound.GatewayEndpoint;
import dev.usher.outbound.StoredCalls;
import dev.usher.redis.RedisLink;
import dev.usher.reliability.Counters;
import dev.usher.telemetry.JsonLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lambda entry point of {@code /gateway} and of whoever invokes it directly. It translates and delegates; it decides nothing. */
public final class GatewayFunction implements RequestStreamHandler, AutoCloseable {
    private static final SecretRef TOKEN = new SecretRef("env", "USHER_GATEWAY_TOKEN_SHA256");

    /** Figures of calls are for judging a service by the minute, so few callers wait for them to be written. */
    private static final Duration COUNTED_EVERY = Duration.ofSeconds(10);

    private final @Nullable RedisLink redis;
    private final Egress egress;
    private final Outbound outbound;
    private final HttpOrDirect calls;
    private final JsonLog log;
    private final Recorder recorder;
    private final Counters counters;
    private final InstantSource clock = InstantSource.system();

    /** The Lambda runtime calls this once per execution environment, so clients built here are reused. */
    public GatewayFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public GatewayFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        this.redis = deployment.redis(); // it connects while the rest is set up
        var config = deployment.config();
        this.log = deployment.log();
        var table = deployment.table();
        var retention = Duration.ofDays(config.retentionDays());
        this.egress = new Egress(AddressGuard.allowing(config.egressAllow()));
        var symptoms = deployment.symptoms(config);
        this.recorder = deployment.recorder(redis, config, symptoms, Recorder.SELDOM);
        var limiter = new RecordedLimiter(deployment.limiter(redis, config), recorder);
        this.counters = new Counters(
                DynamoFigures.ofCalls(table), log, Counters.Later.onVirtualThreads(), clock, COUNTED_EVERY);
        this.outbound = new Outbound(deployment, redis, config, limiter, egress, table, symptoms, Calls.to(counters));
        outbound.connect();
        var events = new DynamoEvents(table, retention);
        var deliveries = new DynamoDeliveries(table, retention);
        var queued = new StoredCalls.Parts(events, deliveries, deployment.queues(deployment.sqs()), limiter);
        var queue = new StoredCalls(queued, config.version(), clock);
        var gateway = new Gateway(outbound.parts(), config.services(), queue, deployment.shapes(symptoms), clock);
        deployment.settings().check();
        var status = new CallStatus(events, deliveries, limiter, config.services(), clock);
        var callers = new Callers(deployment.secrets(), TOKEN);
        var names = config.destinations().keySet();
        var endpoint = new GatewayEndpoint(gateway, status, config.services(), names, callers, clock);
        this.calls = new HttpOrDirect(new HttpApi(endpoint, ""), new DirectCalls(endpoint)::answer);
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        log.begins(context.getAwsRequestId(), context.getXrayTraceId());
        calls.serve(event, answer);
        recorder.flushIfDue();
        counters.flushIfDue(clock.instant());
        log.ends();
    }

    /** The local host ends environments; Lambda does not say when it does. */
    @Override
    public void close() {
        counters.close();
        egress.close();
        outbound.close();
        if (redis != null) redis.close();
    }
}
