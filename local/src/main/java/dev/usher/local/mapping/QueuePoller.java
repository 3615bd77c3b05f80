package dev.usher.local.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.local.function.Answer;
import dev.usher.local.function.FunctionPool;
import dev.usher.local.parts.SqsWire;
import dev.usher.local.template.EventSpec.QueueMapping;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/*
 * One loop receives and hands each batch to a thread of its own, so a batch that hangs delays no other. Receiving at once again would
 * take messages one by one as they come in, at a receive, an invocation and a delete each. So after a batch that was not full the
 * loop lets the batches under way finish first, for at most PATIENCE: under load batches fill, and a message that comes alone finds
 * the loop waiting in a long poll.
 */
/** An event source mapping: receives from a queue, invokes the function with batches, deletes what it did. */
public final class QueuePoller {
    /** How long the next receive waits for batches under way, when there is no sign of a backlog. */
    private static final Duration PATIENCE = Duration.ofMillis(8);

    /** SQS's longest long poll. */
    private static final Duration LONG_POLL = Duration.ofSeconds(20);

    /** How long a batch waits for a free environment; its messages turn visible again meanwhile, as on AWS. */
    private static final Duration ENVIRONMENT_WAIT = Duration.ofMinutes(5);

    /** A queue that can't be reached is asked again after this. */
    private static final Duration AFTER_AN_OUTAGE = Duration.ofMillis(500);

    private final QueueMapping mapping;
    private final String queueUrl;
    private final FunctionPool function;
    private final SqsWire sqs;
    private final int visibilitySeconds;
    private final Semaphore slots;
    private final Thread loop;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** @param queueVisibility the queue's own visibility timeout */
    public QueuePoller(
            QueueMapping mapping, String queueUrl, FunctionPool function, SqsWire sqs, Duration queueVisibility) {
        this.mapping = mapping;
        this.queueUrl = queueUrl;
        this.function = function;
        this.sqs = sqs;
        this.visibilitySeconds = visibilitySeconds(mapping, function, queueVisibility);
        this.slots = new Semaphore(mapping.maximumConcurrency());
        this.loop = Thread.ofVirtual().name("poll-" + mapping.queueName()).unstarted(this::run);
    }

    /** With a window, Lambda makes sure that a batch that is still filling doesn't become visible again. 0: the queue's own. */
    private static int visibilitySeconds(QueueMapping mapping, FunctionPool function, Duration queueVisibility) {
        var needed = mapping.window().plus(function.function().timeout());
        if (mapping.window().isZero() || needed.compareTo(queueVisibility) <= 0) return 0;
        return (int) needed.plusSeconds(30).toSeconds();
    }

    public void start() {
        if (mapping.enabled()) loop.start();
    }

    private void run() {
        boolean reachable = true;
        try {
            while (!isClosing()) {
                slots.acquire();
                try {
                    next();
                    reachable = true;
                } catch (IOException e) {
                    slots.release();
                    if (isClosing()) return;
                    if (reachable)
                        System.err.println("queue " + mapping.queueName() + " can't be reached: " + e.getMessage());
                    reachable = false;
                    if (closing.await(AFTER_AN_OUTAGE.toMillis(), TimeUnit.MILLISECONDS)) return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Receives one batch and hands it, with the slot that the caller has acquired, to a thread of its own. */
    private void next() throws IOException, InterruptedException {
        var batch = receive();
        if (batch.isEmpty()) {
            slots.release();
            return;
        }
        Thread.ofVirtual().name("batch-" + mapping.queueName()).start(() -> work(batch));
        if (batch.size() < mapping.batchSize()) letBatchesFinish();
    }

    private List<JsonNode> receive() throws IOException {
        var batch = new ArrayList<>(sqs.receive(queueUrl, mapping.batchSize(), LONG_POLL, visibilitySeconds));
        if (mapping.window().isZero() || batch.isEmpty()) return batch;
        long end = System.nanoTime() + mapping.window().toNanos();
        while (batch.size() < mapping.batchSize() && System.nanoTime() < end && !isClosing()) {
            var left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            var wait = left.compareTo(LONG_POLL) < 0 ? left : LONG_POLL;
            batch.addAll(sqs.receive(queueUrl, mapping.batchSize() - batch.size(), wait, visibilitySeconds));
            if (SqsEvent.of(batch, mapping.queueArn()).size() > FunctionPool.PAYLOAD_BYTES * 9 / 10) break;
        }
        return batch;
    }

    private void letBatchesFinish() throws InterruptedException {
        int all = mapping.maximumConcurrency();
        if (slots.tryAcquire(all, PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) slots.release(all);
    }

    private void work(List<JsonNode> batch) {
        try {
            var done = done(batch, function.invoke(SqsEvent.of(batch, mapping.queueArn()), ENVIRONMENT_WAIT));
            if (!done.isEmpty()) sqs.delete(queueUrl, done);
        } catch (IOException e) {
            if (!isClosing())
                System.err.println("queue " + mapping.queueName() + ": deleting failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            slots.release();
        }
    }

    /** The receipt handles of the messages that are done. The others come again when their visibility timeout ends. */
    private List<String> done(List<JsonNode> batch, Answer answer) {
        if (!(answer instanceof Answer.Returned(var payload))) return List.of();
        if (!mapping.reportsItemFailures()) return handles(batch);
        var ids = new HashSet<String>();
        for (var message : batch) ids.add(message.path("MessageId").asText());
        return switch (BatchAnswer.of(payload, ids)) {
            case BatchAnswer.Done(var failed) ->
                handles(batch.stream()
                        .filter(message ->
                                !failed.contains(message.path("MessageId").asText()))
                        .toList());
            case BatchAnswer.AllFailed(var reason) -> {
                System.err.println("queue " + mapping.queueName() + ": the whole batch counts as failed: " + reason);
                yield List.of();
            }
        };
    }

    private static List<String> handles(List<JsonNode> messages) {
        return messages.stream()
                .map(message -> message.path("ReceiptHandle").asText())
                .toList();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Stops receiving; batches under way are left to end by themselves. */
    public void stop() throws InterruptedException {
        closing.countDown();
        if (!mapping.enabled()) return;
        loop.interrupt();
        loop.join(Duration.ofSeconds(2));
    }
}
