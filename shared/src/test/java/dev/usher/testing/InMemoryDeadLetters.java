package dev.usher.testing;

import dev.usher.message.DeadLetters;
import dev.usher.message.Delivery;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The dead-letter queue in memory. */
public final class InMemoryDeadLetters implements DeadLetters {
    private final List<Delivery> sent = new CopyOnWriteArrayList<>();

    @Override
    public void send(Delivery dead) {
        sent.add(dead);
    }

    public List<Delivery> sent() {
        return List.copyOf(sent);
    }
}
