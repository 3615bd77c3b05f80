package dev.usher.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.BreakerPolicy;
import dev.usher.config.Destination;
import dev.usher.config.RetryPolicy;
import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.delivery.RetryPlan;
import dev.usher.http.Body;
import dev.usher.message.DeliveryId;
import dev.usher.message.Outcome;
import dev.usher.routing.Routing.Leg;
import dev.usher.testing.FakeClock;
import dev.usher.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real answers over a socket, and the wait that a delivery takes from them. */
@Timeout(30)
class SignedSenderTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Egress EGRESS = new Egress(AddressGuard.allowing(List.of("127.0.0.0/8")));

    @AfterAll
    static void close() {
        EGRESS.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            429 | Retry-After: 120 | PT2M
            429 | Retry-After: 1.2 | PT2S
            503 | Retry-After: Sat, 21 Nov 2026 10:02:00 GMT | PT2M
            503 | Retry-After: 2026-11-21T10:02:00Z | PT2M
            503 | Retry-After: Sat Nov 21 2026 11:02:00 GMT+0100 (Central European Standard Time) | PT2M
            429 | Retry-After: 1795255320 | PT2M
            429 | Retry-After: 1795255320000 | PT2M
            500 | Retry-After: 120 | PT2M
            429 | X-RateLimit-Reset: 1795255320 | PT2M
            429 | X-Rate-Limit-Reset: 120 | PT2M
            429 | RateLimit: "minute";r=0;t=120 | PT2M
            503 | RateLimit: "minute";r=0;t=120 | PT2M
            429 | Retry-After: 999999999 | PT24H
            429 | Retry-After: -5 |
            429 | Retry-After: 0 |
            429 | Retry-After: soon |
            429 | Server: x |
            503 | Server: x |
            200 | Retry-After: 120 |
            """)
    void takesTheWaitThatAReceiverAsksFor(int status, String header, @Nullable Duration wait) throws Exception {
        assertThat(outcome(status, header)).isEqualTo(new Outcome.Answered(status, wait));
    }

    @Test
    void aDeliveryWaitsSoLong() throws Exception {
        var outcome = outcome(429, "X-RateLimit-Reset: 1795255320");
        var id = new DeliveryId(Samples.event().id(), "here", 0);
        assertThat(RetryPlan.after(RetryPolicy.STANDARD, id, 1, outcome, NOW))
                .isEqualTo(new RetryPlan.RetryAt(NOW.plusSeconds(120)));
    }

    private static Outcome outcome(int status, String header) throws Exception {
        try (var server =
                RawServer.answering("HTTP/1.1 " + status + " X\r\n" + header + "\r\nContent-Length: 0\r\n\r\n")) {
            var sender = new SignedSender(
                    EGRESS,
                    ref -> Secret.of("whsec_" + "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
                    new FakeClock(NOW));
            var event = Samples.event();
            var destination = new Destination(
                    "here",
                    server.url("/"),
                    new SecretRef("env", "KEY"),
                    Duration.ofSeconds(10),
                    Map.of(),
                    null,
                    BreakerPolicy.USUAL);
            var leg = new Leg("here", "all", Body.utf8("{}"), "application/json");
            return sender.send(new DeliveryId(event.id(), "here", 0), event, destination, leg, 1)
                    .outcome();
        }
    }
}
