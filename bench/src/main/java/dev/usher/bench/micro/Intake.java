package dev.usher.bench.micro;

import dev.usher.calendar.Calendar;
import dev.usher.config.ConfigReader;
import dev.usher.config.Priority;
import dev.usher.delivery.Turns;
import dev.usher.http.Request;
import dev.usher.lambda.DomainChecks;
import dev.usher.limit.LocalLimiter;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.DeliveryStore;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.message.EventStore;
import dev.usher.message.Queues;
import dev.usher.message.Wake;
import dev.usher.webhook.Receipt;
import dev.usher.webhook.ReceiveWebhook;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** All that intake decides about a GitHub webhook of 2 KB, from the request to the receipt, with stores that keep nothing. */
@State(Scope.Benchmark)
public class Intake {
    private static final String CONFIG = """
            sources:
              bench:
                scheme: github
                secrets: [env:SECRET]
                id: { pointer: /id }
                type: { pointer: /type }
                types: [payment_intent.succeeded]
                context: { weddingId: /data/object/metadata/wedding_id, supplierId: /data/object/metadata/supplier_id }
                limit: { minute: 16777215, hour: 16777215 }
            routes: [{ name: all, when: { source: [bench] }, to: [sink] }]
            destinations:
              sink: { url: "https://sink.example.com/", secret: env:SIGNING }
            """;

    @SuppressWarnings("NullAway.Init") // by @Setup
    private ReceiveWebhook receive;

    @SuppressWarnings("NullAway.Init") // by @Setup
    private Request request;

    @Setup
    public void compose() throws GeneralSecurityException {
        var signed = Signed.by("github");
        var clock = InstantSource.fixed(Signed.NOW);
        var config = ConfigReader.read(CONFIG, Map.of(), new DomainChecks());
        var deliveries = new ForgetfulDeliveries();
        var queues = new NoQueues();
        var turns = new Turns(deliveries, queues, new LocalLimiter(clock, Calendar.PLAIN, false), config);
        var parts = new ReceiveWebhook.Parts(
                new ForgetfulEvents(), deliveries, queues, turns, (source, refused, verdict, secrets) -> {});
        receive = new ReceiveWebhook(parts, config, ref -> signed.secret(), clock);
        request = signed.request();
        if (!(decide() instanceof Receipt.Accepted)) throw new IllegalStateException("not accepted: " + decide());
    }

    @Benchmark
    public Receipt decide() {
        return receive.receive("bench", request);
    }

    /** Has never seen any event. */
    private static final class ForgetfulEvents implements EventStore {
        @Override
        public Stored add(Event event, Instant rememberedUntil) {
            return new Stored.Added();
        }

        @Override
        public @Nullable Event find(EventId id) {
            return null;
        }
    }

    /** Knows of no delivery. */
    private static final class ForgetfulDeliveries implements DeliveryStore {
        @Override
        public boolean begin(Delivery delivery) {
            return true;
        }

        @Override
        public boolean update(Delivery before, Delivery after) {
            return true;
        }

        @Override
        public @Nullable Delivery find(DeliveryId id) {
            return null;
        }

        @Override
        public List<Delivery> of(EventId event) {
            return List.of();
        }
    }

    /** Takes everything, and brings it nowhere. */
    private static final class NoQueues implements Queues {
        @Override
        public void send(Wake message, Priority priority, Duration delay) {}

        @Override
        public void sendAside(Wake.Attempt message, Duration delay) {}

        @Override
        public long waiting(Priority priority) {
            return 0;
        }
    }
}
