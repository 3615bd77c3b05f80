package dev.usher.bench.cost;

import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Counts bytes and drops them. */
final class CountingOutput extends OutputStream {
    private final AtomicLong bytes = new AtomicLong();

    @Override
    public void write(int b) {
        bytes.incrementAndGet();
    }

    @Override
    public void write(byte[] all, int from, int length) {
        bytes.addAndGet(length);
    }

    long bytes() {
        return bytes.get();
    }
}
