package dev.usher.bench.regions;

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

/** A port of this machine, as far away as a region: everything arrives, in order, after the one-way time. */
final class Way implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int behind;
    private final long oneWayNanos;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private record Piece(long dueNanos, Body bytes) {}

    Way(int behind, Duration oneWay) throws IOException {
        this.behind = behind;
        this.oneWayNanos = oneWay.toNanos();
        Thread.startVirtualThread(this::accept);
    }

    String url() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var from = server.accept();
                var to = new Socket(InetAddress.getLoopbackAddress(), behind);
                from.setTcpNoDelay(true);
                to.setTcpNoDelay(true);
                sockets.add(from);
                sockets.add(to);
                carry(from, to);
                carry(to, from);
            } catch (IOException over) {
                return;
            }
        }
    }

    private void carry(Socket from, Socket to) {
        var pieces = new LinkedBlockingQueue<Piece>();
        Thread.startVirtualThread(() -> read(from, pieces));
        Thread.startVirtualThread(() -> write(pieces, to));
    }

    private void read(Socket from, BlockingQueue<Piece> pieces) {
        var buffer = new byte[65_536];
        try (var in = from.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer))
                pieces.add(new Piece(System.nanoTime() + oneWayNanos, Body.of(Arrays.copyOf(buffer, n))));
        } catch (IOException gone) {
            return; // the whole way is being closed
        }
    }

    private static void write(BlockingQueue<Piece> pieces, Socket to) {
        try (var out = to.getOutputStream()) {
            while (true) {
                var piece = pieces.take();
                for (long wait = piece.dueNanos - System.nanoTime();
                        wait > 0;
                        wait = piece.dueNanos - System.nanoTime()) LockSupport.parkNanos(wait);
                out.write(piece.bytes.bytes());
            }
        } catch (IOException gone) {
            return; // the whole way is being closed
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : sockets) socket.close();
    }
}
