package dev.usher.egress;

import dev.usher.message.Outcome.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;

/** Names the reason behind what the HTTP client threw. */
final class Failures {
    /** What went wrong, and a line about it for the operator. */
    record Named(Failure failure, String detail) {}

    private Failures() {}

    /** A call that was cut off at its deadline, named by how far it had got. */
    static Named late(Exchange.Phase phase) {
        return switch (phase) {
            case LOOKUP -> new Named(Failure.DNS, "the name server did not answer in time");
            case CONNECT -> new Named(Failure.CONNECT, "no connection in time");
            case HANDSHAKE -> new Named(Failure.TIMEOUT, "the TLS handshake did not end in time");
            case START -> new Named(Failure.TIMEOUT, "no free connection in time");
            case ANSWER -> new Named(Failure.TIMEOUT, "no whole answer in time");
        };
    }

    static Named of(IOException thrown, Exchange.Phase phase) {
        return switch (thrown) {
            case BlockedAddressException blocked -> new Named(Failure.BLOCKED, text(blocked));
            case UnknownHostException unknown -> new Named(Failure.DNS, "unknown host");
            case SSLException tls -> tls(tls, phase);
            case ConnectException refused -> new Named(Failure.CONNECT, text(refused));
            case NoRouteToHostException unreachable -> new Named(Failure.CONNECT, text(unreachable));
            case SocketTimeoutException late
            when phase == Exchange.Phase.CONNECT -> new Named(Failure.CONNECT, "connect timed out");
            case SocketTimeoutException late -> new Named(Failure.TIMEOUT, "timed out");
            case NoHttpResponseException closed -> new Named(Failure.RESET, "connection closed without an answer");
            case ConnectionClosedException closed -> new Named(Failure.RESET, "connection closed in mid-answer");
            case TruncatedChunkException closed -> new Named(Failure.RESET, "connection closed in mid-answer");
            case MalformedChunkCodingException malformed -> new Named(Failure.PROTOCOL, text(malformed));
            case MessageConstraintException huge -> new Named(Failure.PROTOCOL, text(huge));
            case ClientProtocolException malformed -> new Named(Failure.PROTOCOL, cause(malformed));
            case SocketException broken
            when phase == Exchange.Phase.CONNECT -> new Named(Failure.CONNECT, text(broken));
            default -> new Named(Failure.RESET, text(thrown));
        };
    }

    /** Once the handshake is done, a socket that breaks is reported as a TLS error too; it is a reset all the same. */
    private static Named tls(SSLException thrown, Exchange.Phase phase) {
        boolean certificate = thrown instanceof SSLHandshakeException || thrown instanceof SSLPeerUnverifiedException;
        if (!certificate && phase == Exchange.Phase.ANSWER && thrown.getCause() instanceof IOException) {
            return new Named(Failure.RESET, text(thrown));
        }
        return new Named(Failure.TLS, text(thrown));
    }

    private static String cause(ClientProtocolException thrown) {
        return thrown.getCause() instanceof HttpException malformed ? text(malformed) : text(thrown);
    }

    /** The message on one line, bounded: parts of it may come from the other side. */
    private static String text(Exception thrown) {
        var message = thrown.getMessage();
        if (message == null || message.isBlank()) return thrown.getClass().getSimpleName();
        var line = message.replaceAll("[\\p{Cntrl}]+", " ").strip();
        return line.length() <= 200 ? line : line.substring(0, 200);
    }
}
