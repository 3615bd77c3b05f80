package dev.usher.redis;

import java.util.concurrent.CompletableFuture;

/** One server, or a cluster of them. Thread-safe. */
interface Servers extends AutoCloseable {
    /** Runs a script; returns within the timeout whatever happens. */
    Reply run(Call call);

    /** Runs a script that nobody waits for. Fails when there is no connection, or when it breaks before the answer. */
    CompletableFuture<Object> send(Call call);

    @Override
    void close();
}
