package dev.usher.message;

import java.time.Duration;
import java.util.Map;

/** What can be done about messages that were received and are not done with. A queue is named as its messages name it. */
public interface Handback {
    /**
     * Lets messages come again after a time of their own instead of the queue's.
     *
     * @param waits by the message's receipt; zero for at once
     * @throws QueueUnavailable when that is not certain of each: those come again after the queue's time
     */
    void comeAgain(String queue, Map<String, Duration> waits);

    /**
     * Puts what nobody can read into the dead-letter queue, as it is.
     *
     * @throws QueueUnavailable when it is not certain that it is there
     */
    void unreadable(String queue, String body);
}
