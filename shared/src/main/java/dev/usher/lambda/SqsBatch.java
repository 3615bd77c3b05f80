package dev.usher.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.delivery.Parallel;
import dev.usher.http.Json;
import dev.usher.telemetry.JsonLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A batch from SQS with {@code ReportBatchItemFailures}: records are handled side by side, and one that fails is reported
 * alone and comes again, its neighbours are done with.
 */
public final class SqsBatch {
    /** Handles one record; throwing means that it must come again. */
    @FunctionalInterface
    public interface Worker {
        void handle(Message message);
    }

    /**
     * One record.
     *
     * @param received how often it was received, this time included
     */
    public record Message(String id, String receiptHandle, String queueArn, String body, int received) {}

    private final Worker worker;
    private final JsonLog log;

    public SqsBatch(Worker worker, JsonLog log) {
        this.worker = worker;
        this.log = log;
    }

    /** @throws IOException when this is no SQS event, so that the whole batch comes again */
    public void serve(InputStream event, OutputStream answer) throws IOException {
        var failed = new ConcurrentLinkedQueue<String>();
        Parallel.each(read(event), message -> {
            try {
                worker.handle(message);
            } catch (RuntimeException fault) {
                log.error("a message failed and will come again", fault);
                failed.add(message.id());
            }
        });
        var failures = Json.object();
        var list = failures.putArray("batchItemFailures");
        failed.forEach(id -> list.addObject().put("itemIdentifier", id));
        answer.write(Json.bytes(failures));
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
