package dev.usher.sqs;

import dev.usher.http.Json;
import dev.usher.message.DeadLetters;
import dev.usher.message.Delivery;
import dev.usher.message.QueueUnavailable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The dead-letter queue in SQS. A letter names the delivery and says why it died; payloads stay in the log. */
public final class SqsDeadLetters implements DeadLetters {
    private final SqsClient sqs;
    private final String url;

    public SqsDeadLetters(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    @Override
    public void send(Delivery dead) {
        var letter = Json.object()
                .put("v", 1)
                .put("delivery", dead.id().toString())
                .put("event", dead.id().event().text())
                .put("source", dead.about().source())
                .put("type", dead.about().type())
                .put("destination", dead.id().destination())
                .put("attempts", dead.attempts().size())
                .put("reason", dead.standing().reason())
                .put("error", dead.error())
                .put("diedAt", dead.standing().at().toString());
        try {
            sqs.sendMessage(request -> request.queueUrl(url).messageBody(SqsText.of(letter)));
        } catch (SdkException outage) {
            throw new QueueUnavailable("sqs did not take a dead letter", outage);
        }
    }
}
