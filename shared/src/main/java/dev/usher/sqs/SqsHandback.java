package dev.usher.sqs;

import dev.usher.message.Handback;
import dev.usher.message.QueueUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Messages of queues in SQS: when they are visible again, and the dead-letter queue for what is none of ours. */
public final class SqsHandback implements Handback {
    /** What a batch call takes at most. */
    private static final int BATCH = 10;

    private final SqsClient sqs;
    private final Map<String, String> urls = new HashMap<>();
    private final String deadLetters;

    /**
     * @param urls of the queues that messages come from
     * @param deadLetters the URL of their dead-letter queue
     */
    public SqsHandback(SqsClient sqs, Collection<String> urls, String deadLetters) {
        this.sqs = sqs;
        this.deadLetters = deadLetters;
        for (var url : urls) this.urls.put(url.substring(url.lastIndexOf('/') + 1), url);
    }

    @Override
    public void comeAgain(String queue, Map<String, Duration> waits) {
        var url = urls.get(name(queue));
        if (url == null) throw new IllegalArgumentException("no queue of this function: " + queue);
        var entries = new ArrayList<ChangeMessageVisibilityBatchRequestEntry>();
        waits.forEach((receipt, wait) -> entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(String.valueOf(entries.size()))
                .receiptHandle(receipt)
                .visibilityTimeout((int) wait.plusMillis(999).toSeconds())
                .build()));
        for (int from = 0; from < entries.size(); from += BATCH)
            change(url, entries.subList(from, Math.min(entries.size(), from + BATCH)));
    }

    private void change(String url, List<ChangeMessageVisibilityBatchRequestEntry> entries) {
        try {
            var answer = sqs.changeMessageVisibilityBatch(
                    request -> request.queueUrl(url).entries(entries));
            if (answer.hasFailed() && !answer.failed().isEmpty())
                throw new QueueUnavailable(
                        "sqs left messages as they were",
                        new IllegalStateException(answer.failed().getFirst().code()));
        } catch (SdkException outage) {
            throw new QueueUnavailable("sqs left messages as they were", outage);
        }
    }

    /** The letter is the body as it came; attributes say what it is and where it came from. */
    @Override
    public void unreadable(String queue, String body) {
        var about = Map.of("reason", text("unreadable"), "queue", text(name(queue)));
        try {
            sqs.sendMessage(
                    request -> request.queueUrl(deadLetters).messageBody(body).messageAttributes(about));
        } catch (SdkException outage) {
            throw new QueueUnavailable("sqs did not take an unreadable message", outage);
        }
    }

    /** A queue's ARN and its URL end in its name. */
    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
