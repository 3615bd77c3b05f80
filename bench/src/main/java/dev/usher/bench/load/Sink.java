package dev.usher.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The destination: notes in the ledger when each event arrived, and answers 200; while it is held it answers nothing and notes
 * nothing. One thread of its own, so that arrival times are exact.
 */
public final class Sink implements AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Ledger ledger;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final Thread thread;
    private final List<Connection> waiting = new ArrayList<>();
    private volatile boolean held;
    private volatile boolean closed;
    private final AtomicInteger unreadable = new AtomicInteger();

    public Sink(Ledger ledger) throws IOException {
        this.ledger = ledger;
        selector = Selector.open();
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        thread = Thread.ofPlatform().daemon().name("sink").start(this::run);
    }

    /** One sender's connection, with what has come of its request. */
    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(16_384);

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        /** Reads what there is; false at the end of the stream. */
        boolean read() throws IOException {
            if (channel.read(in) < 0) return false;
            int bodyAt = bodyAt();
            if (bodyAt == 0 || in.position() < bodyAt + Requests.BODY_BYTES) return true;
            if (held) waiting.add(this);
            else answer();
            return true;
        }

        void answer() throws IOException {
            note(in.array(), bodyAt());
            in.clear();
            var out = ByteBuffer.wrap(ANSWER);
            while (out.hasRemaining()) channel.write(out);
        }

        /** Where the body begins; 0 as long as the head is incomplete. */
        private int bodyAt() {
            var bytes = in.array();
            for (int i = 3; i < in.position(); i++) {
                if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r')
                    return i + 1;
            }
            return 0;
        }
    }

    private void note(byte[] bytes, int bodyAt) {
        int n = 0;
        for (int i = bodyAt + Requests.NUMBER_AT; i < bodyAt + Requests.NUMBER_AT + Requests.NUMBER_DIGITS; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                unreadable.incrementAndGet();
                return;
            }
            n = n * 10 + digit;
        }
        ledger.arrived(n, System.nanoTime());
    }

    /** Where it listens. */
    public int port() {
        return ((InetSocketAddress) server.socket().getLocalSocketAddress()).getPort();
    }

    /** Arrivals whose number could not be read: 0, or something is wrong with the run. */
    int unreadable() {
        return unreadable.get();
    }

    /** From now on nothing is answered. */
    void hold() {
        held = true;
    }

    /** Answers what was held, and everything that comes. */
    void release() {
        held = false;
        selector.wakeup();
    }

    private void run() {
        while (!closed) {
            try {
                selector.select();
                for (var key : selector.selectedKeys()) handle(key);
                selector.selectedKeys().clear();
                if (!held) answerWaiting();
            } catch (IOException e) {
                if (!closed) throw new IllegalStateException("the sink does not work", e);
            }
        }
    }

    private void handle(SelectionKey key) throws IOException {
        if (key.attachment() instanceof Connection connection) {
            try {
                if (!connection.read()) connection.channel.close();
            } catch (IOException e) {
                connection.channel.close(); // a sender that gave up: it will try again
            }
            return;
        }
        for (var channel = server.accept(); channel != null; channel = server.accept()) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
        }
    }

    private void answerWaiting() throws IOException {
        for (var connection : waiting) {
            try {
                connection.answer();
            } catch (IOException e) {
                connection.channel.close();
            }
        }
        waiting.clear();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var key : selector.keys()) key.channel().close();
        selector.close();
    }
}
