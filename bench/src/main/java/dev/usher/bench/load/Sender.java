package dev.usher.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends prepared webhooks over kept-alive connections from one thread. The next one to be sent is the one after the last; the
 * ledger learns of each what became of it.
 */
public final class Sender implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port;
    private final Requests requests;
    private final Ledger ledger;
    private final Selector selector;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private int next;
    private int busy;

    public Sender(int port, Requests requests, Ledger ledger) throws IOException {
        this.port = port;
        this.requests = requests;
        this.ledger = ledger;
        this.selector = Selector.open();
    }

    /** One connection: it carries one request at a time. */
    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer out = ByteBuffer.allocateDirect(requests.size());
        private final AnswerReader in = new AnswerReader();
        private int n;

        Connection() throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(int number) throws IOException {
            n = number;
            out.clear();
            requests.write(number, out);
            out.flip();
            while (out.hasRemaining()) channel.write(out); // 2 KB always fit an idle connection's buffer
            busy++;
        }

        /** Whether the answer is complete; then the connection is free. */
        boolean read() throws IOException {
            int status = in.read(channel);
            if (status < 0) throw new EOFException("the host closed a connection");
            if (status == 0) return false;
            ledger.answered(n, status, System.nanoTime());
            busy--;
            return true;
        }
    }

    /** The number of the next event: all before it are sent. */
    int next() {
        return next;
    }

    /** Sends on so many connections, each as soon as its last answer is there, and returns after the last answer. */
    void closedLoop(int connections, Duration length) throws IOException {
        long end = System.nanoTime() + length.toNanos();
        loop(connections, () -> System.nanoTime() < end);
    }

    /** As {@link #closedLoop(int, Duration)}, until so many are sent. */
    public void closedLoop(int connections, int events) throws IOException {
        int end = next + events;
        loop(connections, () -> next < end);
    }

    /** Whether another event is to be sent. */
    @FunctionalInterface
    private interface More {
        boolean more();
    }

    private void loop(int connections, More condition) throws IOException {
        while (idle.size() < connections) idle.add(new Connection());
        for (int i = 0; i < connections && condition.more(); i++) sendNow(idle.removeFirst());
        long patience = System.nanoTime() + PATIENCE.toNanos();
        while (busy > 0) {
            selector.select(1_000);
            for (var key : selector.selectedKeys()) {
                var connection = (Connection) key.attachment();
                if (!connection.read()) continue;
                patience = System.nanoTime() + PATIENCE.toNanos();
                if (condition.more()) sendNow(connection);
                else idle.addFirst(connection);
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() > patience)
                throw new IOException("the host answers no more: " + busy + " requests are open");
        }
    }

    private void sendNow(Connection connection) throws IOException {
        ledger.due(next, System.nanoTime());
        connection.send(next++);
    }

    /**
     * Sends so many a second, whatever the answers do, and returns after the last answer. Times count from when an event was due,
     * not from when it could be sent, so a host that stands still is charged for everything that it kept waiting.
     */
    void openLoop(int perSecond, Duration length) throws IOException, InterruptedException {
        int events = (int) (perSecond * length.toMillis() / 1_000);
        var due = new ConcurrentLinkedQueue<Integer>();
        int first = next;
        var pacer = Thread.ofPlatform().name("pacer").start(() -> pace(first, events, 1_000_000_000L / perSecond, due));
        long patience = System.nanoTime() + length.plus(PATIENCE).toNanos();
        while (next < first + events || busy > 0) {
            selector.select(1_000);
            for (var key : selector.selectedKeys()) {
                var connection = (Connection) key.attachment();
                if (connection.read()) idle.addFirst(connection);
            }
            selector.selectedKeys().clear();
            sendDue(due);
            if (System.nanoTime() > patience)
                throw new IOException("the host answers no more: " + busy + " requests are open");
        }
        pacer.join();
    }

    private void sendDue(Queue<Integer> due) throws IOException {
        for (var n = due.poll(); n != null; n = due.poll()) {
            var connection = idle.isEmpty() ? new Connection() : idle.removeFirst();
            connection.send(n);
            next = n + 1;
        }
    }

    private void pace(int first, int events, long interval, Queue<Integer> due) {
        long start = System.nanoTime() + interval;
        for (int i = 0; i < events; i++) {
            long at = start + i * interval;
            for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime())
                LockSupport.parkNanos(left);
            ledger.due(first + i, at);
            due.add(first + i);
            selector.wakeup();
        }
    }

    @Override
    public void close() throws IOException {
        for (var key : selector.keys()) key.channel().close();
        selector.close();
    }
}
