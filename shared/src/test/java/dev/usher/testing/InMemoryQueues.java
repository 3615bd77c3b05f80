package dev.usher.testing;

import dev.usher.config.Priority;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.Queues;
import dev.usher.message.Wake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The three queues in memory: they keep what was sent and deliver nothing by themselves. */
public final class InMemoryQueues implements Queues {
    /** A message as it was sent. */
    public record Sent(Wake message, Priority priority, Duration delay) {}

    private final List<Sent> sent = new ArrayList<>();
    private boolean out;
    private boolean refusing;

    @Override
    public synchronized void send(Wake message, Priority priority, Duration delay) {
        if (delay.compareTo(LONGEST_DELAY) > 0)
            throw new IllegalArgumentException("no queue holds a message for " + delay);
        if (out || refusing) throw new QueueUnavailable("out", new IllegalStateException("as the test asked"));
        sent.add(new Sent(message, priority, delay));
    }

    @Override
    public synchronized void sendAside(Wake.Attempt message, Duration delay) {
        send(message, Priority.LOW, delay);
    }

    @Override
    public synchronized long waiting(Priority priority) {
        if (out) throw new QueueUnavailable("out", new IllegalStateException("as the test asked"));
        return sent.stream()
                .filter(one -> one.priority() == priority && !one.delay().isPositive())
                .count();
    }

    /** From now on every call fails, or none does. */
    public synchronized void out(boolean isOut) {
        out = isOut;
    }

    /** From now on every message is refused while the other calls work, or none is. */
    public synchronized void refusing(boolean isRefusing) {
        refusing = isRefusing;
    }

    /** Everything sent and not yet taken, oldest first. */
    public synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** Everything sent and not yet taken, and takes it. */
    public synchronized List<Sent> take() {
        var taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }
}
