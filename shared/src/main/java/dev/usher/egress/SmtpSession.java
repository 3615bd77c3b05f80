package dev.usher.egress;

import dev.usher.config.Secret;
import dev.usher.config.Target;
import dev.usher.config.Target.Tls;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** One conversation with a mail server that takes mail for others (RFC 5321, RFC 3207, RFC 4954). */
final class SmtpSession implements Closeable {
    /** RFC 5321 section 4.5.3.1.5 allows 512; servers say more. */
    private static final int MOST_LINE = 4096;

    private static final int MOST_LINES = 100;

    private final Target.Way.Smtp server;
    private final SSLContext tls;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private Set<String> offered = Set.of();

    /**
     * What the server said.
     *
     * @param code three digits
     * @param text its last line, without the code
     */
    record Answer(int code, String text) {
        boolean good() {
            return code >= 200 && code < 300;
        }
    }

    /** The other side does not speak SMTP. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        Malformed() {
            super("not an answer of SMTP");
        }
    }

    SmtpSession(Target.Way.Smtp server, Socket socket, SSLContext tls) throws IOException {
        this.server = server;
        this.tls = tls;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        if (server.tls() == Tls.IMPLICIT) encrypt();
    }

    /** The answer to the message, or the first that refuses on the way there. Whoever is refused does not keep others from getting it. */
    Answer send(Secret[] login, Target.Email email, String message) throws IOException {
        var answer = read();
        if (!answer.good()) return answer;
        answer = hello();
        if (!answer.good()) return answer;
        if (server.tls() == Tls.STARTTLS) {
            if (!offered.contains("STARTTLS")) throw new SSLException("the mail server offers no STARTTLS");
            answer = ask("STARTTLS");
            if (!answer.good()) return answer;
            encrypt();
            answer = hello();
            if (!answer.good()) return answer;
        }
        if (login.length == 2) {
            answer = login(login[0].reveal(), login[1].reveal());
            if (!answer.good()) return answer;
        }
        answer = ask("MAIL FROM:<" + email.from() + ">");
        if (!answer.good()) return answer;
        return deliver(email, message);
    }

    private Answer deliver(Target.Email email, String message) throws IOException {
        Answer refused = null;
        int taken = 0;
        for (var to : email.to()) {
            var answer = ask("RCPT TO:<" + to + ">");
            if (answer.good()) taken++;
            else refused = answer;
        }
        if (taken == 0 && refused != null) return refused;
        var ready = ask("DATA");
        if (ready.code() != 354) return ready.good() ? new Answer(554, ready.text()) : ready;
        write(message + ".\r\n");
        var answer = read();
        write("QUIT\r\n");
        if (!answer.good() || refused == null) return answer;
        return new Answer(answer.code(), "refused for some: " + refused.code() + " " + refused.text());
    }

    private Answer hello() throws IOException {
        write("EHLO usher\r\n");
        var found = new HashSet<String>();
        var answer = read(found);
        offered = found;
        return answer;
    }

    /** PLAIN in one step (RFC 4616), or LOGIN for servers that know nothing else. */
    private Answer login(String user, String password) throws IOException {
        var ways = offered.stream()
                .filter(line -> line.startsWith("AUTH "))
                .flatMap(line -> Stream.of(line.split(" +", -1)))
                .toList();
        if (ways.contains("PLAIN")) return ask("AUTH PLAIN " + base64("\0" + user + "\0" + password));
        if (!ways.contains("LOGIN")) return new Answer(504, "the mail server offers neither PLAIN nor LOGIN");
        var first = ask("AUTH LOGIN");
        if (first.code() != 334) return first;
        var second = ask(base64(user));
        return second.code() == 334 ? ask(base64(password)) : second;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What was sent before the handshake must not be taken for something that came after it. */
    private void encrypt() throws IOException {
        if (in.available() > 0) throw new Malformed();
        var secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, server.host(), server.port(), true);
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        socket = secure;
        in = new BufferedInputStream(secure.getInputStream());
        out = secure.getOutputStream();
    }

    private Answer ask(String line) throws IOException {
        write(line + "\r\n");
        return read();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private Answer read() throws IOException {
        return read(new HashSet<>());
    }

    /** @param lines gets the text of each line, in capitals */
    private Answer read(Set<String> lines) throws IOException {
        for (int i = 0; i < MOST_LINES; i++) {
            var line = line();
            if (!line.matches("[2-5][0-9]{2}([ -].*)?")) throw new Malformed();
            var text = line.length() > 4 ? line.substring(4) : "";
            lines.add(text.toUpperCase(Locale.ROOT));
            if (line.length() == 3 || line.charAt(3) == ' ')
                return new Answer(Integer.parseInt(line.substring(0, 3)), text);
        }
        throw new Malformed();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        while (line.length() < MOST_LINE) {
            int next = in.read();
            if (next < 0) throw new EOFException("connection closed in mid-answer");
            if (next == '\n') return line.toString().stripTrailing();
            line.append((char) next);
        }
        throw new Malformed();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
