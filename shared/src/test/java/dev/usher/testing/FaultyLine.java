package dev.usher.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Stands between a client and a server on one machine, passes bytes on, and fails as told. It counts who connects. */
public final class FaultyLine implements AutoCloseable {
    /** How it fails. */
    public enum Fault {
        NONE,
        /** Each piece of an answer takes 200 ms. */
        SLOW,
        /** Nothing passes in either direction, and nobody is told; what was held up passes afterwards, as TCP sends it again. */
        BLACK_HOLE,
        /** The connection breaks after the first byte of an answer. */
        CUT_IN_ANSWER,
        /** Whoever connects is hung up on, and so is who was connected. */
        HANGS_UP
    }

    private static final Duration PIECE = Duration.ofMillis(2);
    private static final Duration SLOWNESS = Duration.ofMillis(200);

    private final ServerSocket listener;
    private volatile int behind;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Queue<Long> connects = new ConcurrentLinkedQueue<>();
    private volatile Fault fault = Fault.NONE;

    private FaultyLine(ServerSocket listener, int behind) {
        this.listener = listener;
        this.behind = behind;
    }

    /** @param port of the server, on this machine */
    public static FaultyLine before(int port) throws IOException {
        var line = new FaultyLine(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), port);
        Thread.ofVirtual().name("faulty-line").start(line::accept);
        return line;
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String url() {
        return "redis://127.0.0.1:" + port();
    }

    public void fail(Fault how) {
        fault = how;
        if (how == Fault.HANGS_UP) open.forEach(FaultyLine::close);
    }

    /** Leads those who connect from now on to another server on this machine. */
    public void leadTo(int port) {
        behind = port;
    }

    /** When somebody connected, as {@link System#nanoTime()} tells it. */
    public Queue<Long> connects() {
        return connects;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                connects.add(System.nanoTime());
                if (fault == Fault.HANGS_UP) close(client);
                else serve(client);
            } catch (IOException closed) {
                // Closed, or the server behind is gone: the next one will see.
            }
        }
    }

    private void serve(Socket client) throws IOException {
        open.add(client);
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), behind);
            // As Redis and its clients do: held back until the last piece is acknowledged, every second answer would be
            // 40 ms late.
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
        } catch (IOException gone) {
            close(client);
            throw gone;
        }
        open.add(server);
        Thread.ofVirtual().start(() -> pass(client, server, false));
        Thread.ofVirtual().start(() -> pass(server, client, true));
    }

    private void pass(Socket from, Socket to, boolean answers) {
        var piece = new byte[16_384];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                while (fault == Fault.BLACK_HOLE) LockSupport.parkNanos(PIECE.toNanos());
                switch (answers ? fault : Fault.NONE) {
                    case NONE, BLACK_HOLE -> {}
                    case SLOW -> LockSupport.parkNanos(SLOWNESS.toNanos());
                    case CUT_IN_ANSWER -> {
                        out.write(piece, 0, 1);
                        return;
                    }
                    case HANGS_UP -> {
                        return;
                    }
                }
                out.write(piece, 0, read);
            }
        } catch (IOException broken) {
            // Either side has gone.
        } finally {
            close(from);
            close(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(FaultyLine::close);
    }
}
