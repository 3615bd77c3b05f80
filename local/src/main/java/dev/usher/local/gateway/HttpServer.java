package dev.usher.local.gateway;

import dev.usher.http.Body;
import dev.usher.http.Json;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The one port of the host, on the loopback interface, with the limits of an HTTP API: bodies of 10 MB, 10,240 bytes of request line
 * and headers. Paths, queries and headers come through exactly as sent. Each request has a virtual thread of its own.
 */
public final class HttpServer {
    /** An HTTP API's payload limit. */
    public static final int BODY_BYTES = 10 * 1024 * 1024;

    /** An HTTP API's limit for the request line and all header values. */
    private static final int HEADER_BYTES = 10_240;

    private final Server server;
    private final ServerConnector connector;

    private HttpServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Binds the port; nothing is answered before {@link #serve}.
     *
     * @param port 0: any free one
     * @param fallback whether a free port will do when the port is taken
     */
    public static HttpServer bind(int port, boolean fallback) throws IOException {
        var threads = new QueuedThreadPool(32, 2);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var server = new Server(threads);
        var settings = new HttpConfiguration();
        settings.setSendServerVersion(false);
        settings.setHeaderCacheSize(0); // signatures differ in each request: caching them only costs
        settings.setRequestHeaderSize(HEADER_BYTES);
        settings.setUriCompliance(UriCompliance.UNSAFE);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(settings));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setAcceptQueueSize(4096);
        connector.setIdleTimeout(75_000);
        server.addConnector(connector);
        server.setErrorHandler(HttpServer::refuse);
        try {
            connector.open();
        } catch (IOException e) {
            if (!fallback || !(e instanceof BindException || e.getCause() instanceof BindException)) throw e;
            connector.setPort(0);
            connector.open();
        }
        return new HttpServer(server, connector);
    }

    public int port() {
        return connector.getLocalPort();
    }

    /** Starts to answer. {@code sites} picks the site by the raw path. */
    public void serve(Function<String, Site> sites) throws Exception {
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                HttpServer.this.handle(sites, request, response, callback);
                return true;
            }
        });
        server.start();
    }

    private void handle(Function<String, Site> sites, Request request, Response response, Callback callback)
            throws Exception {
        if (request.getLength() > BODY_BYTES) {
            write(HttpAnswer.message(413, "Request Entity Too Large"), response, callback);
            return;
        }
        if (request.getHeaders().contains(HttpHeader.EXPECT, "100-continue"))
            response.writeInterim(100, HttpFields.EMPTY).join();
        var bytes = Content.Source.asInputStream(request).readNBytes(BODY_BYTES + 1);
        if (bytes.length > BODY_BYTES) {
            write(HttpAnswer.message(413, "Request Entity Too Large"), response, callback);
            return;
        }
        switch (sites.apply(request.getHttpURI().getPath()).answer(received(request, Body.of(bytes)))) {
            case Site.Reaction.Write(var answer) -> write(answer, response, callback);
            case Site.Reaction.Reset reset -> reset(request, callback);
        }
    }

    private Received received(Request request, Body body) {
        var uri = request.getHttpURI();
        var headers = new ArrayList<Received.Header>();
        for (var field : request.getHeaders()) {
            var value = field.getValue();
            headers.add(new Received.Header(field.getName(), value == null ? "" : value));
        }
        var query = uri.getQuery();
        return new Received(
                request.getMethod(),
                uri.getPath(),
                query == null ? "" : query,
                request.getConnectionMetaData().getProtocol(),
                headers,
                body,
                Request.getRemoteAddr(request),
                port(),
                Instant.now());
    }

    private static void write(HttpAnswer answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        for (var header : answer.headers()) response.getHeaders().add(header.name(), header.value());
        boolean bodiless = answer.status() == 204 || answer.status() == 304;
        response.write(true, bodiless ? null : ByteBuffer.wrap(answer.body().bytes()), callback);
    }

    /** Closing with a linger time of 0 makes the kernel send a reset. */
    private static void reset(Request request, Callback callback) throws IOException {
        var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        if (endPoint.getTransport() instanceof SocketChannel channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        }
        callback.failed(new EofException("reset on request"));
    }

    /** Answers what never became a request (malformed, too large a head) or fell through: a message, no trace, no page. */
    private static boolean refuse(Request request, Response response, Callback callback) {
        int status = response.getStatus() < 400 ? 500 : response.getStatus();
        var reason = status == 500 ? "Internal Server Error" : org.eclipse.jetty.http.HttpStatus.getMessage(status);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(Json.bytes(Json.object().put("message", reason))), callback);
        return true;
    }

    public void stop() throws Exception {
        server.setStopTimeout(0); // or it waits for clients that keep their connection
        server.stop();
        connector.close();
    }
}
