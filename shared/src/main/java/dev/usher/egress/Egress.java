package dev.usher.egress;

import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.Outcome.Failure;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.ssl.SSLContexts;
import org.jspecify.annotations.Nullable;

/*
 * Why a call can't outlive its deadline: a timer closes the socket, and a closed socket ends whatever waits on it. Socket
 * timeouts alone would not do: they start anew with every byte, so a slow drip holds a call for ever.
 *
 * Why a call can't reach a private address: the connection is made to the addresses that the guard has seen, in the one
 * look-up of VettedDns, and a connection that is used again still ends at the address that was vetted when it was opened.
 */
/**
 * Calls outside URLs. Follows no redirect, keeps no cookie, unpacks nothing, uses no proxy, and tries once. Connections are
 * kept for 30 s of idleness and shared by all callers. Thread-safe, and made for one virtual thread a call.
 *
 * <p>The one exception to trying once: a kept connection may have been closed by the other side just as the request was
 * written. When it fails before an answer's head has come, the request goes out again on a new connection, provided that
 * sending twice does no harm: its method is idempotent, or the call says so. A header is not asked: it may mean nothing over there.
 */
public final class Egress implements AutoCloseable {
    public static final String USER_AGENT = "Usher/0.1";

    /** Fields that belong to the connection and are ours to set. */
    private static final Set<String> CONNECTION_FIELDS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "upgrade",
            "te",
            "trailer",
            "expect");

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final CloseableHttpClient client;
    private final CloseableHttpClient fresh;
    private final ScheduledThreadPoolExecutor deadlines;

    /** With the system's name look-up and the JDK's certificate authorities. */
    public Egress(AddressGuard guard) {
        this(guard, Lookup.SYSTEM, SSLContexts.createDefault());
    }

    /** @param tls holds the certificate authorities that are trusted; host names are verified whatever it says */
    public Egress(AddressGuard guard, Lookup lookup, SSLContext tls) {
        var dns = new VettedDns(lookup, guard);
        client = Transport.client(dns, tls, true);
        fresh = Transport.client(dns, tls, false);
        deadlines = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("egress-deadlines").factory());
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /** Makes the call; whatever the other side or the network does is a {@link Reply}, never thrown. */
    public Reply call(Call call) {
        try (var exchange = new Exchange(call.timeout().toNanos(), deadlines)) {
            var target = target(call.url());
            if (target == null) {
                return failed(
                        exchange, Failure.BLOCKED, "not an http or https URL with a host and without user information");
            }
            return send(call, target, exchange);
        }
    }

    private Reply send(Call call, HttpHost target, Exchange exchange) {
        try {
            return exchange.carrier().call(() -> attempt(call, target, exchange));
        } catch (IOException thrown) {
            if (exchange.expired()) return late(exchange);
            var named = Failures.of(thrown, exchange.phase());
            return failed(exchange, named.failure(), named.detail());
        } catch (RuntimeException thrown) {
            // Cutting a call off takes its connection away under the client, which may report that as a state of its
            // own.
            if (exchange.expired()) return late(exchange);
            throw thrown;
        }
    }

    private Reply attempt(Call call, HttpHost target, Exchange exchange) throws IOException {
        try {
            return exchange(client, call, target, exchange);
        } catch (SocketException | NoHttpResponseException dead) {
            if (!exchange.deadOnReuse() || exchange.expired() || !mayBeSentTwice(call)) throw dead;
            return exchange(fresh, call, target, exchange);
        }
    }

    private static Reply exchange(CloseableHttpClient client, Call call, HttpHost target, Exchange exchange)
            throws IOException {
        var request = request(call, target);
        exchange.send(request);
        // Ours to close, and in a way that reads nothing more: closing the response would first drain its body, however
        // long.
        var response = client.executeOpen(target, request, null);
        boolean complete = false;
        try {
            exchange.answered();
            var headers = headers(response);
            var entity = response.getEntity();
            var answer = entity == null ? KeptBytes.NONE : KeptBytes.read(entity.getContent(), call.keepBytes());
            complete = answer.complete();
            return new Reply.Answered(
                    response.getCode(),
                    headers,
                    Body.of(answer.bytes()),
                    answer.truncated(),
                    Duration.ofNanos(exchange.nanosTaken()));
        } finally {
            if (!complete) request.cancel();
        }
    }

    private static HttpUriRequestBase request(Call call, HttpHost target) {
        var request = new HttpUriRequestBase(call.method(), call.url());
        // The request line and Host are ours: a path that begins with two slashes must not be taken for a host.
        request.setScheme(target.getSchemeName());
        request.setAuthority(new org.apache.hc.core5.net.URIAuthority(
                target.getHostName(), call.url().getPort()));
        request.setPath(path(call.url()));
        call.headers().forEach((name, value) -> {
            if (!CONNECTION_FIELDS.contains(name.toLowerCase(Locale.ROOT))) request.setHeader(name, value);
        });
        if (call.body().size() > 0 || WITH_BODY.contains(call.method())) {
            request.setEntity(new ByteArrayEntity(call.body().bytes(), null));
        }
        return request;
    }

    private static String path(URI url) {
        var path = url.getRawPath();
        if (path == null || path.isEmpty()) path = "/";
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** Where the URL leads; null when it is no URL that may be called. */
    private static @Nullable HttpHost target(URI url) {
        var scheme = url.getScheme();
        var host = url.getHost();
        if (scheme == null || host == null || url.getRawUserInfo() != null) return null;
        scheme = scheme.toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) return null;
        if (url.getPort() == 0 || url.getPort() > 65_535) return null;
        if (host.startsWith("[")) host = host.substring(1, host.length() - 1);
        // "example.com." is the same host, but no certificate and no SNI carries the dot.
        if (host.endsWith(".")) host = host.substring(0, host.length() - 1);
        if (host.isEmpty()) return null;
        return new HttpHost(scheme, host, url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80);
    }

    private static boolean mayBeSentTwice(Call call) {
        return call.repeatable() || IDEMPOTENT.contains(call.method());
    }

    private static Headers headers(ClassicHttpResponse response) {
        var fields = new HashMap<String, String>();
        for (var header : response.getHeaders()) {
            var value = header.getValue() == null ? "" : header.getValue();
            fields.merge(header.getName().toLowerCase(Locale.ROOT), value, (first, next) -> first + "," + next);
        }
        return Headers.of(fields);
    }

    private static Reply late(Exchange exchange) {
        var named = Failures.late(exchange.phase());
        return failed(exchange, named.failure(), named.detail());
    }

    private static Reply failed(Exchange exchange, Failure failure, String detail) {
        return new Reply.Failed(failure, detail, Duration.ofNanos(exchange.nanosTaken()));
    }

    /** Ends the calls under way and closes every connection. */
    @Override
    public void close() {
        deadlines.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
        fresh.close(CloseMode.IMMEDIATE);
    }
}
