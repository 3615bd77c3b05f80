package dev.usher.local.parts;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * DynamoDB Local behind a server of our own: its own one listens on every interface, at a port that has to be chosen beforehand,
 * and reports to its maker.
 */
final class EmbeddedDynamo {
    /** Keeps a strong reference: the logging framework drops the level of a logger that nobody holds. */
    private static final Logger SQLITE = Logger.getLogger("com.almworks.sqlite4java");

    private final Server server;
    private final LocalDynamoDBServerHandler handler;
    private final URI endpoint;

    private EmbeddedDynamo(Server server, LocalDynamoDBServerHandler handler, URI endpoint) {
        this.server = server;
        this.handler = handler;
        this.endpoint = endpoint;
    }

    /** @param folder where the tables are kept; null: in memory */
    static EmbeddedDynamo start(@Nullable Path folder) throws Exception {
        SQLITE.setLevel(Level.OFF);
        if (folder != null) Files.createDirectories(folder);
        var requests = new LocalDynamoDBRequestHandler(
                0, folder == null, folder == null ? null : folder.toString(), true, false);
        var handler = new LocalDynamoDBServerHandler(requests, null);
        // Platform threads: every request waits for the one thread of SQLite, and a virtual one is handed over twice
        // for that.
        var threads = new QueuedThreadPool(64, 2);
        threads.setName("dynamodb");
        var server = new Server(threads);
        var settings = new HttpConfiguration();
        settings.setSendServerVersion(false);
        settings.setHeaderCacheSize(0); // signatures differ in each request: caching them only costs
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(settings));
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(300_000);
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        return new EmbeddedDynamo(server, handler, URI.create("http://127.0.0.1:" + connector.getLocalPort()));
    }

    URI endpoint() {
        return endpoint;
    }

    void stop() throws Exception {
        server.stop();
        handler.close();
    }
}
