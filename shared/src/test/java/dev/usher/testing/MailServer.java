package dev.usher.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server on a real socket: takes every message, unless it was told to answer a command otherwise. */
public final class MailServer implements AutoCloseable {
    private final ServerSocket server;
    private final @Nullable SSLContext tls;
    private final boolean implicit;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();

    private MailServer(@Nullable SSLContext tls, boolean implicit) throws IOException {
        this.tls = tls;
        this.implicit = implicit;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public static MailServer plain() throws IOException {
        return new MailServer(null, false);
    }

    /** @param implicit encrypted from the first byte, instead of by STARTTLS */
    public static MailServer secure(SSLContext tls, boolean implicit) throws IOException {
        return new MailServer(tls, implicit);
    }

    /** Answers a command, by its first words, with this line from now on. */
    public MailServer answering(String command, String line) {
        answers.put(command, line);
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** What was taken, with its headers, dots undone. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Every line that is no part of a message. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket accepted) {
        try (var socket = implicit ? encrypted(accepted) : accepted) {
            say(socket, answers.getOrDefault("CONNECT", "220 mail.example.com ESMTP"));
            converse(socket, implicit);
        } catch (IOException | UncheckedIOException gone) {
            return;
        }
    }

    private void converse(Socket socket, boolean secured) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            commands.add(line);
            var told = told(line);
            if (told != null) {
                if (told.isEmpty()) return;
                say(socket, told);
            } else if (line.startsWith("EHLO")) {
                say(
                        socket,
                        "250-mail.example.com\r\n250-8BITMIME"
                                + (tls != null && !secured ? "\r\n250-STARTTLS" : "")
                                + (answers.containsKey("LOGIN ONLY")
                                        ? "\r\n250 AUTH LOGIN"
                                        : "\r\n250 AUTH PLAIN LOGIN"));
            } else if (line.equals("STARTTLS")) {
                say(socket, "220 go ahead");
                converse(encrypted(socket), true);
                return;
            } else if (line.startsWith("AUTH PLAIN")) {
                say(socket, "235 accepted");
            } else if (line.startsWith("AUTH LOGIN")) {
                say(socket, "334 VXNlcm5hbWU6");
                commands.add(in.readLine());
                say(socket, "334 UGFzc3dvcmQ6");
                commands.add(in.readLine());
                say(socket, "235 accepted");
            } else if (line.equals("DATA")) {
                say(socket, "354 go on");
                var message = message(in);
                var answer = answers.getOrDefault("MESSAGE", "250 queued");
                if (answer.startsWith("2")) messages.add(message); // before the sender knows, and a test looks
                say(socket, answer);
            } else if (line.equals("QUIT")) {
                say(socket, "221 bye");
                return;
            } else {
                say(socket, "250 ok");
            }
        }
    }

    private @Nullable String told(String line) {
        for (var answer : answers.entrySet()) if (line.startsWith(answer.getKey())) return answer.getValue();
        return null;
    }

    private static String message(BufferedReader in) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = in.readLine(); line != null && !line.equals("."); line = in.readLine())
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        return String.join("\n", lines);
    }

    private SSLSocket encrypted(Socket socket) throws IOException {
        if (tls == null) throw new IOException("no certificate");
        var secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        return secure;
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
