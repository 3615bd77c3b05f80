package dev.usher.health;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server whose answers are bytes by path: {@code hang} and {@code reset} are none. */
final class ThirdParties implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile String answer = "";
    private volatile Duration pause = Duration.ZERO;
    final AtomicInteger calls = new AtomicInteger();

    /** The heads of all requests. */
    final List<String> heads = new CopyOnWriteArrayList<>();

    ThirdParties() {
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void answers(int status, String body, String... headers) {
        answer = "HTTP/1.1 " + status + " Said\r\n" + String.join("", headers) + "content-length: " + body.length()
                + "\r\n\r\n" + body;
    }

    /** How long it thinks before each answer. */
    void thinks(Duration time) {
        pause = time;
    }

    void says(String bytes) {
        answer = bytes;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            while (true) {
                var head = head(socket);
                if (head == null) return;
                heads.add(head);
                calls.incrementAndGet();
                var said = answer;
                if (said.equals("reset")) return;
                if (said.equals("hang")) closing.await();
                Thread.sleep(pause);
                socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException gone) {
            return; // the client hung up, or the test is over
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = socket.getInputStream().read();
            if (read < 0) return null;
            head.append((char) read);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        for (var socket : open) socket.close();
    }
}
