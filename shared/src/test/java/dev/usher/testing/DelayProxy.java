package dev.usher.testing;

import dev.usher.http.Body;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A way between two places: TCP that takes its time in each direction, and that can be cut without either end being told. */
public final class DelayProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int behind;
    private final long oneWayNanos;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean closed;

    private record Piece(long dueNanos, Body bytes) {}

    private DelayProxy(int behind, Duration oneWay) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.behind = behind;
        this.oneWayNanos = oneWay.toNanos();
        Thread.startVirtualThread(this::accept);
    }

    /** @param port on this machine that everything goes to */
    public static DelayProxy before(int port, Duration oneWay) throws IOException {
        return new DelayProxy(port, oneWay);
    }

    public String url() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    /** From now on nothing arrives, and nobody is told. */
    public void cut() {
        cut = true;
    }

    /** New connections get through; those that have lost something are closed. */
    public void heal() {
        cut = false;
        closeAll();
    }

    private void accept() {
        while (!closed) {
            try {
                var from = server.accept();
                sockets.add(from);
                Thread.startVirtualThread(() -> join(from));
            } catch (IOException over) {
                return;
            }
        }
    }

    private void join(Socket from) {
        if (cut) return; // accepted by the network's near end, and never answered
        try {
            var to = new Socket(InetAddress.getLoopbackAddress(), behind);
            sockets.add(to);
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            carry(from, to);
            carry(to, from);
        } catch (IOException refused) {
            close(from);
        }
    }

    private void carry(Socket from, Socket to) {
        var way = new LinkedBlockingQueue<Piece>();
        Thread.startVirtualThread(() -> read(from, way));
        Thread.startVirtualThread(() -> write(way, to));
    }

    private void read(Socket from, BlockingQueue<Piece> way) {
        var buffer = new byte[65_536];
        try (var in = from.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer))
                way.add(new Piece(System.nanoTime() + oneWayNanos, Body.of(Arrays.copyOf(buffer, n))));
        } catch (IOException gone) {
            close(from);
        }
        way.add(new Piece(System.nanoTime() + oneWayNanos, Body.EMPTY));
    }

    private void write(BlockingQueue<Piece> way, Socket to) {
        boolean lost = false;
        try {
            while (true) {
                var piece = way.take();
                for (long wait = piece.dueNanos - System.nanoTime();
                        wait > 0;
                        wait = piece.dueNanos - System.nanoTime()) LockSupport.parkNanos(wait);
                lost |= cut;
                if (piece.bytes.size() == 0 && !lost) break;
                if (!lost) to.getOutputStream().write(piece.bytes.bytes());
                else if (piece.bytes.size() == 0) return;
            }
            close(to);
        } catch (IOException gone) {
            close(to);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeAll() {
        sockets.forEach(this::close);
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException already) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        closeAll();
    }
}
