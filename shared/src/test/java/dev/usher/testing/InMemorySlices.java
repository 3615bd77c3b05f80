package dev.usher.testing;

import dev.usher.message.QueueUnavailable;
import dev.usher.replay.Slices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The replay queue in memory: it keeps what was sent and delivers nothing by itself. */
public final class InMemorySlices implements Slices {
    /** A message as it was sent. */
    public record Sent(Slice slice, Duration delay) {}

    private final List<Sent> sent = new ArrayList<>();
    private boolean out;

    @Override
    public synchronized void send(Slice slice, Duration delay) {
        if (out) throw new QueueUnavailable("out", new IllegalStateException("as the test asked"));
        sent.add(new Sent(slice, delay));
    }

    /** From now on every call fails, or none does. */
    public synchronized void out(boolean isOut) {
        out = isOut;
    }

    /** Everything sent and not yet taken, and takes it. */
    public synchronized List<Sent> take() {
        var taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }
}
