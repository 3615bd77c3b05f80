package dev.usher.local.parts;

import dev.usher.local.template.Account;
import java.net.URI;
import org.apache.pekko.http.scaladsl.Http;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ on a free loopback port. Its queues are in memory and end with it. */
final class EmbeddedQueues implements AutoCloseable {
    private final SQSRestServer server;
    private final URI endpoint;

    private EmbeddedQueues(SQSRestServer server, URI endpoint) {
        this.server = server;
        this.endpoint = endpoint;
    }

    static EmbeddedQueues start() {
        var server = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withDynamicPort()
                .withAWSRegion(Account.REGION)
                .start();
        Http.ServerBinding binding = server.waitUntilStarted();
        return new EmbeddedQueues(server, URI.create("http://127.0.0.1:" + binding.localAddress().getPort()));
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        server.stopAndWait();
    }
}
