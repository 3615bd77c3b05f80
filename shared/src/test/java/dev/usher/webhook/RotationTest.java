package dev.usher.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.ConfigReader;
import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretUnavailable;
import dev.usher.delivery.Turns;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Request;
import dev.usher.lambda.DomainChecks;
import dev.usher.limit.LocalLimiter;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryDeliveries;
import dev.usher.testing.InMemoryEvents;
import dev.usher.testing.InMemoryQueues;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A source with two secrets, of which one can't be had. */
final class RotationTest {
    private static final String CONFIG = """
            sources:
              club:
                scheme: { name: token, header: x-club-token }
                secrets: [env:OLD, env:NEW]
                id: { pointer: /id }
                types: ["*"]
            routes: [{ name: all, when: { source: [club] }, to: [till] }]
            destinations:
              till: { url: "https://till.example.com/hook", secret: env:SIGNING }
            """;

    private final ReceiveWebhook receive = receive();

    @Test
    void theOtherOneIsEnoughForWhatItSigned() {
        assertThat(receive("new")).isInstanceOf(Receipt.Accepted.class);
    }

    @Test
    void whatTheOtherDidNotSignMayBeGenuineAndMustComeAgain() {
        assertThat(receive("old")).isEqualTo(new Receipt.Closed("secret-unavailable"));
    }

    @Test
    void whatNeitherCanHaveSignedIsRefused() {
        assertThat(receive("")).isInstanceOf(Receipt.Forged.class);
    }

    private Receipt receive(String token) {
        return receive.receive(
                "club",
                new Request(
                        "POST",
                        "/webhooks/club",
                        "",
                        "https://hooks.example.com",
                        "192.0.2.1",
                        Headers.of(Map.of("x-club-token", token)),
                        Map.of("source", "club"),
                        Map.of(),
                        Body.utf8("{\"id\":1}")));
    }

    private static ReceiveWebhook receive() {
        var clock = new FakeClock();
        var config = ConfigReader.read(CONFIG, Map.of(), new DomainChecks());
        var deliveries = new InMemoryDeliveries();
        var queues = new InMemoryQueues();
        var turns = new Turns(deliveries, queues, new LocalLimiter(clock, Calendar.PLAIN, false), config);
        var parts = new ReceiveWebhook.Parts(
                new InMemoryEvents(), deliveries, queues, turns, (source, request, verdict, secrets) -> {});
        return new ReceiveWebhook(parts, config, RotationTest::secret, clock);
    }

    private static Secret secret(SecretRef ref) {
        if (ref.name().equals("NEW")) return Secret.of("new");
        throw new SecretUnavailable(ref, "deleted");
    }
}
