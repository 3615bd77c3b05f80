package dev.usher.local.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An SQS queue as declared.
 *
 * @param id the logical id
 * @param attributes as CreateQueue takes them, without the redrive policy
 * @param redrive null when messages are never moved
 */
public record QueueSpec(
        String id,
        String name,
        Map<String, String> attributes,
        @Nullable Redrive redrive) {
    /** After {@code maxReceiveCount} receives a message moves to the queue of this ARN. */
    public record Redrive(String deadLetterArn, int maxReceiveCount) {}
}
