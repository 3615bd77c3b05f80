package dev.usher.sqs;

import dev.usher.http.Json;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.Queues;
import dev.usher.replay.Slices;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The replay function's queue in SQS. A message is {@code {"v":1,"job":"replay_...","slice":0}}. */
public final class SqsSlices implements Slices {
    private static final int VERSION = 1;

    private final SqsClient sqs;
    private final String url;

    public SqsSlices(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    @Override
    public void send(Slice slice, Duration delay) {
        if (delay.compareTo(Queues.LONGEST_DELAY) > 0)
            throw new IllegalArgumentException("no queue holds a message for " + delay);
        int seconds = (int) Math.max(0, delay.plusMillis(999).toSeconds());
        var body = write(slice);
        try {
            sqs.sendMessage(request -> {
                request.queueUrl(url).messageBody(body);
                if (seconds > 0) request.delaySeconds(seconds);
            });
        } catch (SdkException outage) {
            throw new QueueUnavailable("sqs did not take a message", outage);
        }
    }

    static String write(Slice slice) {
        var root = Json.object().put("v", VERSION).put("job", slice.job()).put("slice", slice.number());
        return SqsText.of(root);
    }

    /** @throws IllegalArgumentException when this is no message of ours */
    public static Slice read(String text) {
        var root = Json.readOrNull(text.getBytes(StandardCharsets.UTF_8));
        if (root == null
                || root.path("v").asInt() != VERSION
                || !root.path("job").isTextual()
                || !root.path("slice").isInt()) throw new IllegalArgumentException("not a message of ours");
        return new Slice(root.path("job").textValue(), root.path("slice").intValue());
    }
}
