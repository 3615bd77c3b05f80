package dev.usher.egress;

import dev.usher.config.Secret;
import dev.usher.config.Target;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.Outcome.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.ssl.SSLContexts;
import org.jspecify.annotations.Nullable;

/** Hands mail over to a mail server, whose address is vetted as any other. A whole attempt ends with its time. */
final class SmtpMail {
    private final AddressGuard guard;
    private final Lookup lookup;
    private final SSLContext tls;

    SmtpMail(AddressGuard guard, Lookup lookup, SSLContext tls) {
        this.guard = guard;
        this.lookup = lookup;
        this.tls = tls;
    }

    /** With the system's name look-up and the JDK's certificate authorities. */
    static SmtpMail over(AddressGuard guard) {
        return new SmtpMail(guard, Lookup.SYSTEM, SSLContexts.createDefault());
    }

    /**
     * Sends one message.
     *
     * @param login user and password, or nothing
     */
    Reply send(Target.Way.Smtp server, Secret[] login, Target.Email email, String message, Duration timeout) {
        long began = System.nanoTime();
        var line = new Line();
        var task = new FutureTask<>(() -> {
            try (var session = connect(server, line)) {
                return session.send(login, email, message);
            }
        });
        Thread.ofVirtual().name("egress-mail").start(task);
        try {
            var answer = task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Reply.Answered(
                    answer.code(), Headers.of(Map.of()), Body.utf8(answer.text()), false, since(began));
        } catch (TimeoutException late) {
            return failed(Failure.TIMEOUT, "the mail server did not take the message in time", began);
        } catch (ExecutionException failure) {
            return failed(failure.getCause(), began);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return failed(Failure.TIMEOUT, "interrupted", began);
        } finally {
            line.end(); // which also ends a session that is late, however far it has come
        }
    }

    private SmtpSession connect(Target.Way.Smtp server, Line line) throws IOException {
        var addresses = lookup.addresses(server.host());
        for (var address : addresses) {
            var refusal = guard.refusal(address);
            if (refusal != null) throw new BlockedAddressException("address is not public: " + refusal);
        }
        IOException refused = new UnknownHostException(server.host());
        for (var address : addresses) {
            var socket = line.open();
            try {
                socket.connect(new InetSocketAddress(address, server.port()));
            } catch (IOException next) {
                socket.close();
                refused = next;
                continue;
            }
            return new SmtpSession(server, socket, tls);
        }
        throw refused;
    }

    private static Reply failed(@Nullable Throwable thrown, long began) {
        if (!(thrown instanceof IOException broken))
            throw new IllegalStateException("a mail could not be sent", thrown);
        if (broken instanceof SmtpSession.Malformed) return failed(Failure.PROTOCOL, "not an answer of SMTP", began);
        var named = Failures.of(broken, Exchange.Phase.ANSWER);
        return failed(named.failure(), named.detail(), began);
    }

    private static Reply failed(Failure failure, String detail, long began) {
        return new Reply.Failed(failure, detail, since(began));
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** The sockets of one attempt: once it has ended, the last is closed and no other is opened. */
    private static final class Line {
        private @Nullable Socket socket;
        private boolean ended;

        synchronized Socket open() throws SocketException {
            if (ended) throw new SocketException("too late");
            socket = new Socket();
            return socket;
        }

        synchronized void end() {
            ended = true;
            try {
                if (socket != null) socket.close();
            } catch (IOException gone) {
                return;
            }
        }
    }
}
