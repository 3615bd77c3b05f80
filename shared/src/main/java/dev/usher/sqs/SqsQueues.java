package dev.usher.sqs;

import dev.usher.config.Priority;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.Queues;
import dev.usher.message.Wake;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The three queues in SQS. */
public final class SqsQueues implements Queues {
    private final SqsClient sqs;
    private final Map<Priority, String> urls;
    private final String aside;

    /** @param aside the URL of the queue for slow destinations */
    public SqsQueues(SqsClient sqs, Map<Priority, String> urls, String aside) {
        this.sqs = sqs;
        this.urls = Map.copyOf(urls);
        this.aside = aside;
    }

    @Override
    public void send(Wake message, Priority priority, Duration delay) {
        var url = urls.get(priority);
        if (url == null) throw new IllegalStateException("no queue for " + priority);
        put(url, message, delay);
    }

    @Override
    public void sendAside(Wake.Attempt message, Duration delay) {
        put(aside, message, delay);
    }

    private void put(String url, Wake message, Duration delay) {
        if (delay.compareTo(LONGEST_DELAY) > 0)
            throw new IllegalArgumentException("no queue holds a message for " + delay);
        int seconds = (int) Math.max(0, delay.plusMillis(999).toSeconds());
        var body = WakeCodec.write(message);
        try {
            sqs.sendMessage(request -> {
                request.queueUrl(url).messageBody(body);
                if (seconds > 0) request.delaySeconds(seconds);
            });
        } catch (SdkException outage) {
            throw new QueueUnavailable("sqs did not take a message", outage);
        }
    }

    @Override
    public long waiting(Priority priority) {
        var name = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
        try {
            var answer = sqs.getQueueAttributes(
                    request -> request.queueUrl(urls.get(priority)).attributeNames(name));
            return Long.parseLong(answer.attributes().getOrDefault(name, "0"));
        } catch (SdkException outage) {
            throw new QueueUnavailable("sqs did not tell a queue's depth", outage);
        }
    }
}
