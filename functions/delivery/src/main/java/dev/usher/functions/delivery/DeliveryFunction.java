package dev.usher.functions.delivery;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.delivery.Deliver;
import dev.usher.delivery.Senders;
import dev.usher.delivery.Turns;
import dev.usher.dynamo.DynamoBoard;
import dev.usher.dynamo.DynamoDeliveries;
import dev.usher.dynamo.DynamoEvents;
import dev.usher.dynamo.DynamoFigures;
import dev.usher.egress.AddressGuard;
import dev.usher.egress.Egress;
import dev.usher.lambda.Deployment;
import dev.usher.lambda.Outbound;
import dev.usher.lambda.SqsBatch;
import dev.usher.message.Handback;
import dev.usher.message.Wake;
import dev.usher.outbound.Calls;
import dev.usher.outbound.QueuedCalls;
import dev.usher.redis.RedisLink;
import dev.usher.reliability.Counters;
import dev.usher.routing.Router;
import dev.usher.sqs.WakeCodec;
import dev.usher.telemetry.JsonLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lambda entry point of the three delivery queues. It translates and delegates; it decides nothing. */
public final class DeliveryFunction implements RequestStreamHandler, AutoCloseable {
    private final @Nullable RedisLink redis;
    private final Egress egress;
    private final Outbound outbound;
    private final Deliver deliver;
    private final Handback handback;
    private final Counters counters;
    private final Counters calls;
    private final JsonLog log;
    private final InstantSource clock = InstantSource.system();

    /** The Lambda runtime calls this once per execution environment, so clients built here are reused. */
    public DeliveryFunction() {
        this(System.getenv());
    }

    /** The composition root; the local host comes in here. */
    public DeliveryFunction(Map<String, String> environment) {
        var deployment = new Deployment(environment);
        this.redis = deployment.redis(); // it connects while the rest is set up
        var config = deployment.config();
        this.log = deployment.log();
        var table = deployment.table();
        var retention = Duration.ofDays(config.retentionDays());
        var sqs = deployment.sqs();
        var events = new DynamoEvents(table, retention);
        var limiter = deployment.limiter(redis, config);
        this.egress = new Egress(AddressGuard.allowing(config.egressAllow()));
        this.counters = new Counters(new DynamoFigures(table), log, Counters.Later.onVirtualThreads(), clock);
        var deliveries = new DynamoDeliveries(table, retention);
        var queues = deployment.queues(sqs);
        var incidents = deployment.incidents(config, table, () -> queues);
        this.calls = new Counters(DynamoFigures.ofCalls(table), log, Counters.Later.onVirtualThreads(), clock);
        this.outbound = new Outbound(deployment, redis, config, limiter, egress, table, incidents, Calls.to(calls));
        var senders = new Senders(
                deployment.sender(config, egress),
                new QueuedCalls(
                        outbound.parts(), config.services(), events, queues, deployment.shapes(incidents), clock));
        var parts = new Deliver.Parts(
                events,
                deliveries,
                queues,
                deployment.deadLetters(sqs),
                new Turns(deliveries, queues, limiter, config),
                new DynamoBoard(table, clock),
                outbound.parts().breakers(),
                senders,
                counters);
        this.handback = deployment.handback(
                sqs, "USHER_QUEUE_HIGH", "USHER_QUEUE_NORMAL", "USHER_QUEUE_LOW", "USHER_QUEUE_ASIDE");
        deployment.settings().check();
        deployment.tellUnconfigured(config);
        this.deliver = new Deliver(parts, Router.of(config), config, log, clock);
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        log.begins(context.getAwsRequestId(), context.getXrayTraceId());
        var deadline = clock.instant().plus(Duration.ofMillis(context.getRemainingTimeInMillis()));
        new SqsBatch<>(WakeCodec::read, (wake, message) -> handle(wake, message, deadline), handback, log)
                .serve(event, answer);
        counters.flushIfDue(clock.instant());
        calls.flushIfDue(clock.instant());
        log.ends();
    }

    private boolean handle(Wake wake, SqsBatch.Message message, Instant deadline) {
        return deliver.handle(wake, message.received() > 1, deadline) == Deliver.Answer.DONE;
    }

    /** The local host ends environments; Lambda does not say when it does. */
    @Override
    public void close() {
        counters.close();
        calls.close();
        egress.close();
        outbound.close();
        if (redis != null) redis.close();
    }
}
