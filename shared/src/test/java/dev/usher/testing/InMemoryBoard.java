package dev.usher.testing;

import dev.usher.delivery.Board;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The board in memory; what it says is never old. */
public final class InMemoryBoard implements Board {
    private final TreeMap<String, Pause> paused = new TreeMap<>();
    private final TreeSet<String> released = new TreeSet<>();
    private final TreeSet<String> slow = new TreeSet<>();

    @Override
    public synchronized @Nullable Pause paused(String destination) {
        return paused.get(destination);
    }

    @Override
    public synchronized boolean slow(String destination) {
        return slow.contains(destination);
    }

    @Override
    public synchronized void slow(String destination, Instant until) {
        slow.add(destination);
    }

    @Override
    public synchronized void pause(String destination, String reason, String by, Instant now) {
        paused.putIfAbsent(destination, new Pause(reason, by, now));
        released.remove(destination);
    }

    @Override
    public synchronized boolean resume(String destination, Instant now) {
        if (paused.remove(destination) == null) return false;
        released.add(destination);
        return true;
    }

    @Override
    public synchronized List<String> released() {
        return List.copyOf(released);
    }

    @Override
    public synchronized void emptied(String destination, Instant now) {
        released.remove(destination);
    }
}
