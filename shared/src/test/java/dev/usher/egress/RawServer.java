package dev.usher.egress;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that says exactly what a test wants it to say, byte by byte. */
final class RawServer implements AutoCloseable {
    /** What is done with one connection. */
    @FunctionalInterface
    interface Conversation {
        void hold(Socket socket, RawServer server) throws IOException, InterruptedException;
    }

    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    /** Answers the first request of a connection and drops the connection at the second, as a server does that stops. */
    static final Conversation ONCE = (socket, self) -> {
        self.readRequest(socket);
        self.write(socket, OK);
        self.readRequest(socket);
        reset(socket);
    };

    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();

    /** The head and body of every request read, as text. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    RawServer(Conversation conversation) {
        this(listen(), conversation);
    }

    RawServer(ServerSocket listener, Conversation conversation) {
        this.listener = listener;
        Thread.ofVirtual().start(() -> accept(conversation));
    }

    /** Answers every request of every connection with these bytes. */
    static RawServer answering(String answer) {
        return new RawServer((socket, server) -> {
            while (server.readRequest(socket)) server.write(socket, answer);
        });
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(Conversation conversation) {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> converse(conversation, socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Conversation conversation, Socket socket) {
        try (socket) {
            conversation.hold(socket, this);
        } catch (IOException | InterruptedException gone) {
            // The client hung up, or the test is over.
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** Reads one request with its body; false at the end of the connection. */
    boolean readRequest(Socket socket) throws IOException {
        var in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) return false;
            head.append((char) read);
        }
        requests.add(head + new String(in.readNBytes(contentLength(head.toString())), StandardCharsets.UTF_8));
        return true;
    }

    private static int contentLength(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Closes so that the other side sees a reset, not an end. */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Waits until the client hangs up. */
    static void awaitHangUp(Socket socket) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    void closeConnections() throws IOException {
        for (var socket : open) socket.close();
        open.clear();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeConnections();
    }
}
