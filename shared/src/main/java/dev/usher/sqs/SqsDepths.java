package dev.usher.sqs;

import dev.usher.health.QueueDepth;
import dev.usher.health.QueuePart;
import dev.usher.message.QueueUnavailable;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** How long queues in SQS are. */
public final class SqsDepths implements QueuePart.Depths {
    private final SqsClient sqs;
    private final Map<String, String> urls;

    /** @param urls by name */
    public SqsDepths(SqsClient sqs, Map<String, String> urls) {
        this.sqs = sqs;
        this.urls = Map.copyOf(urls);
    }

    @Override
    public QueueDepth now(String queue, Instant at) {
        var waiting = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
        var inFlight = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;
        var delayed = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED;
        try {
            var told = sqs.getQueueAttributes(
                            request -> request.queueUrl(urls.get(queue)).attributeNames(waiting, inFlight, delayed))
                    .attributes();
            return new QueueDepth(
                    queue, number(told.get(waiting)), number(told.get(inFlight)), number(told.get(delayed)), at, at);
        } catch (SdkException outage) {
            throw new QueueUnavailable("sqs did not tell a queue's depth", outage);
        }
    }

    private static long number(@org.jspecify.annotations.Nullable String text) {
        return text == null ? 0 : Long.parseLong(text);
    }
}
