package dev.usher.local.parts;

import dev.usher.local.template.Account;
import dev.usher.local.template.Deployment;
import dev.usher.local.template.QueueSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** DynamoDB, SQS and Redis, started side by side, or those that run elsewhere. Stopping them stops what was started here. */
public final class Parts {
    /** Parts that run elsewhere already; null: start one here. */
    public record Elsewhere(
            @Nullable URI dynamo,
            @Nullable URI queues,
            @Nullable URI redis) {}

    /** How to stop one part. */
    @FunctionalInterface
    private interface Stop {
        void stop() throws Exception;
    }

    private final Deque<Stop> started = new ArrayDeque<>();
    private final URI dynamo;
    private final URI queues;
    private final URI redis;
    private final DynamoDbClient dynamoClient;
    private final SqsWire sqs;

    private Parts(URI dynamo, URI queues, URI redis) {
        this.dynamo = dynamo;
        this.queues = queues;
        this.redis = redis;
        this.dynamoClient = Tables.client(dynamo);
        this.sqs = new SqsWire(queues);
    }

    /** @param data folder for what is to outlive the host; null: everything in memory */
    public static Parts start(Elsewhere elsewhere, @Nullable Path data) throws Exception {
        var closeables = new ArrayDeque<Stop>();
        var dynamo = inBackground(elsewhere.dynamo(), () -> {
            var part = EmbeddedDynamo.start(data == null ? null : data.resolve("dynamodb"));
            push(closeables, part::stop);
            return part.endpoint();
        });
        var queues = inBackground(elsewhere.queues(), () -> {
            var part = EmbeddedQueues.start();
            push(closeables, part::stop);
            return part.endpoint();
        });
        var redis = inBackground(elsewhere.redis(), () -> {
            var part = EmbeddedRedis.start(data == null ? null : data.resolve("redis"));
            push(closeables, part::stop);
            return part.url();
        });
        try {
            var parts = new Parts(get(dynamo), get(queues), get(redis));
            parts.started.addAll(closeables);
            return parts;
        } catch (ExecutionException e) {
            for (var task : List.of(dynamo, queues, redis)) awaitEnd(task);
            stopAll(closeables);
            throw new IllegalStateException("a part did not start: " + e.getCause(), e.getCause());
        }
    }

    /** Makes what is missing of the declared tables and queues, and starts to expire items. */
    public void create(Deployment deployment) throws IOException {
        for (var table : deployment.tables()) Tables.create(dynamoClient, table);
        for (var queue : targetsFirst(deployment.queues())) sqs.create(queue);
        var expiry = new Expiry(dynamoClient, deployment.tables());
        expiry.start();
        started.addFirst(expiry::close);
    }

    /** Deletes the declared tables and queues, for a host that is to leave nothing behind on a server that it shares. */
    public void delete(Deployment deployment, Account account) throws IOException {
        for (var table : deployment.tables()) Tables.delete(dynamoClient, table);
        for (var queue : deployment.queues()) sqs.deleteQueue(account.queueUrl(queue.name()));
    }

    /** The account that queues are addressed under. */
    public Account account(String stack) throws IOException {
        return new Account(Account.REGION, sqs.accountId(Account.ID), queues.toString(), stack);
    }

    public URI dynamo() {
        return dynamo;
    }

    public URI queues() {
        return queues;
    }

    public URI redis() {
        return redis;
    }

    public DynamoDbClient dynamoClient() {
        return dynamoClient;
    }

    public SqsWire sqs() {
        return sqs;
    }

    /** A queue can name its dead-letter queue only when that exists. */
    private static List<QueueSpec> targetsFirst(List<QueueSpec> queues) {
        var sorted = new ArrayList<QueueSpec>();
        queues.stream().filter(queue -> queue.redrive() == null).forEach(sorted::add);
        queues.stream().filter(queue -> queue.redrive() != null).forEach(sorted::add);
        return sorted;
    }

    private static FutureTask<URI> inBackground(@Nullable URI elsewhere, Callable<URI> start) {
        var task = new FutureTask<URI>(elsewhere == null ? start : () -> elsewhere);
        Thread.ofPlatform().daemon().name("part").start(task);
        return task;
    }

    private static URI get(FutureTask<URI> task) throws ExecutionException, InterruptedException {
        return task.get();
    }

    private static void awaitEnd(FutureTask<URI> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException reported) {
            return;
        }
    }

    private static void push(Deque<Stop> closeables, Stop part) {
        synchronized (closeables) {
            closeables.addFirst(part);
        }
    }

    private static void stopAll(Deque<Stop> closeables) throws Exception {
        while (!closeables.isEmpty()) closeables.removeFirst().stop();
    }

    public void stop() throws Exception {
        dynamoClient.close();
        stopAll(started);
    }
}
