package dev.usher.local.parts;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.usher.local.template.Account;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.scaladsl.Http;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ on a free loopback port. Its queues are in memory and end with it. */
final class EmbeddedQueues {
    /** ElasticMQ ends its long polls itself: no timer for each request. */
    private static final Config CONFIG = ConfigFactory.parseString("pekko.http.server.request-timeout = infinite");

    private final ActorSystem actors;
    private final URI endpoint;

    private EmbeddedQueues(ActorSystem actors, URI endpoint) {
        this.actors = actors;
        this.endpoint = endpoint;
    }

    static EmbeddedQueues start() {
        var actors = ActorSystem.create("queues", CONFIG.withFallback(ConfigFactory.load()));
        var server = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withDynamicPort()
                .withActorSystem(actors)
                .withAWSRegion(Account.REGION)
                .withSQSLimits(new SqsLimits())
                .start();
        Http.ServerBinding binding = server.waitUntilStarted();
        return new EmbeddedQueues(
                actors, URI.create("http://127.0.0.1:" + binding.localAddress().getPort()));
    }

    URI endpoint() {
        return endpoint;
    }

    /** Its own way of stopping waits for every long poll to end, up to 20 s. */
    void stop() throws InterruptedException, ExecutionException, TimeoutException {
        actors.terminate();
        actors.getWhenTerminated().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
}
