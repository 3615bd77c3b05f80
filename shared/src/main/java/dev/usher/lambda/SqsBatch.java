package dev.usher.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.delivery.Parallel;
import dev.usher.http.Json;
import dev.usher.message.Handback;
import dev.usher.telemetry.JsonLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A batch from SQS with {@code ReportBatchItemFailures}: records are handled side by side, and one that fails is reported
 * alone, its neighbours are done with. Lambda does not touch what is reported; so when it comes again is said to the queue
 * here, in one call, and only when something failed.
 *
 * @param <T> what a record's body is read as
 */
public final class SqsBatch<T> {
    /** Reads a body; throws {@link IllegalArgumentException} when it is none of ours and no other try could change that. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(String body);
    }

    /** Handles one record; throwing means that it must come again, after a while. */
    @FunctionalInterface
    public interface Worker<T> {
        /** False when it was not looked at, and somebody else should get it at once. */
        boolean handle(T read, Message message);
    }

    /**
     * One record.
     *
     * @param received how often it was received, this time included
     */
    public record Message(String id, String receiptHandle, String queueArn, String body, int received) {}

    private final Reader<T> reader;
    private final Worker<T> worker;
    private final Handback handback;
    private final JsonLog log;

    public SqsBatch(Reader<T> reader, Worker<T> worker, Handback handback, JsonLog log) {
        this.reader = reader;
        this.worker = worker;
        this.handback = handback;
        this.log = log;
    }

    /** @throws IOException when this is no SQS event, so that the whole batch comes again */
    public void serve(InputStream event, OutputStream answer) throws IOException {
        var again = new ConcurrentHashMap<Message, Duration>();
        Parallel.each(read(event), message -> {
            var wait = handle(message);
            if (wait != null) again.put(message, wait);
        });
        if (!again.isEmpty()) handBack(again);
        var failures = Json.object();
        var list = failures.putArray("batchItemFailures");
        again.keySet().forEach(message -> list.addObject().put("itemIdentifier", message.id()));
        answer.write(Json.bytes(failures));
    }

    /** After what time it is to come again; null when it is done with. An error of one must not fail the others either. */
    private @Nullable Duration handle(Message message) {
        try {
            return handle(reader.read(message.body()), message);
        } catch (IllegalArgumentException unreadable) {
            return giveUp(message);
        } catch (RuntimeException | Error fault) {
            return failed(message, fault);
        }
    }

    /** A refused argument in here is the worker's fault and does not make the message unreadable. */
    private @Nullable Duration handle(T read, Message message) {
        try {
            return worker.handle(read, message) ? null : Duration.ZERO;
        } catch (IllegalArgumentException fault) {
            return failed(message, fault);
        }
    }

    /** It would only come again and again, so it goes where people look. What it asked for is found by the sweeper. */
    private @Nullable Duration giveUp(Message message) {
        try {
            handback.unreadable(message.queueArn(), message.body());
            log.warn(
                    "an unreadable message is in the dead-letter queue",
                    Json.object().put("queue", message.queueArn()).put("id", message.id()));
            return null;
        } catch (RuntimeException outage) {
            return failed(message, outage);
        }
    }

    private Duration failed(Message message, Throwable fault) {
        log.error("a message failed and will come again", fault);
        return Backoff.after(message.received(), message.id());
    }

    /** Best effort: what the queue was not told comes again after its visibility timeout. */
    private void handBack(Map<Message, Duration> again) {
        var byQueue = new HashMap<String, Map<String, Duration>>();
        again.forEach((message, wait) -> byQueue.computeIfAbsent(message.queueArn(), queue -> new HashMap<>())
                .put(message.receiptHandle(), wait));
        try {
            byQueue.forEach(handback::comeAgain);
        } catch (RuntimeException outage) {
            log.error("failed messages come again late", outage);
        }
    }

    private static List<Message> read(InputStream event) throws IOException {
        var records = Json.mapper().readTree(event).path("Records");
        if (!records.isArray() || records.isEmpty()) throw new IOException("not an SQS event");
        var messages = new ArrayList<Message>();
        for (var node : records) messages.add(message(node));
        return messages;
    }

    private static Message message(JsonNode node) {
        return new Message(
                node.path("messageId").asText(),
                node.path("receiptHandle").asText(),
                node.path("eventSourceARN").asText(),
                node.path("body").asText(),
                node.path("attributes").path("ApproximateReceiveCount").asInt(1));
    }
}
