package dev.usher.testing;

import dev.usher.message.DeadLetters;
import dev.usher.message.Delivery;
import dev.usher.message.QueueUnavailable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The dead-letter queue in memory. */
public final class InMemoryDeadLetters implements DeadLetters {
    private final List<Delivery> sent = new CopyOnWriteArrayList<>();

    private volatile boolean refusing;

    @Override
    public void send(Delivery dead) {
        if (refusing) throw new QueueUnavailable("out", new IllegalStateException("as the test asked"));
        sent.add(dead);
    }

    /** From now on every letter is refused, or none is. */
    public void refusing(boolean isRefusing) {
        refusing = isRefusing;
    }

    public List<Delivery> sent() {
        return List.copyOf(sent);
    }
}
