package dev.usher.local.template;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What invokes a function. */
public sealed interface EventSpec {
    /**
     * A route of the HTTP API.
     *
     * @param method upper case, or {@code ANY}
     * @param path with {@code {name}} and, at its end, {@code {name+}}
     */
    record HttpRoute(String method, String path) implements EventSpec {
        /** The route's key in events and logs, such as {@code POST /webhooks/{source}}. */
        public String key() {
            return method + " " + path;
        }
    }

    /**
     * An event source mapping from an SQS queue.
     *
     * @param batchSize 1 to 10,000; over 10 only with a window
     * @param window how long a batch may wait to fill, 0 to 300 s
     * @param maximumConcurrency batches in the function at once, 2 to 1,000
     */
    record QueueMapping(
            String queueArn,
            int batchSize,
            Duration window,
            boolean reportsItemFailures,
            int maximumConcurrency,
            boolean enabled)
            implements EventSpec {
        /** The last part of the queue's ARN. */
        public String queueName() {
            return queueArn.substring(queueArn.lastIndexOf(':') + 1);
        }
    }

    /**
     * A schedule.
     *
     * @param name unique in the template
     * @param scheduler whether it is EventBridge Scheduler's ({@code ScheduleV2}) and not a rule of EventBridge
     * @param input what the function gets instead of the usual event; null: the usual event
     */
    record Schedule(
            String name,
            String expression,
            boolean scheduler,
            @Nullable String input,
            boolean enabled) implements EventSpec {}
}
