package dev.usher.signature;

import static dev.usher.signature.SignedBy.hexSha256;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.testing.Requests;
import dev.usher.testing.Seeds;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Agreement with stripe-java: what it accepts we accept, what we refuse it refuses.
 *
 * <p>We are stricter on purpose, which {@link TimestampsTest} and {@link SecretsTest} pin, about timestamps in the
 * future, two different times in one header, times that are no canonical number, and more than ten signatures. We are
 * laxer in one thing: hex in capitals.
 */
class StripeAgreementTest {
    private static final int RUNS = 2000;
    private static final Instant NOW = Instant.parse("2026-05-02T10:15:30.900Z");

    @Test
    void agreesWithStripeOverBodiesSecretsRotationsAndMutations() {
        var scheme = Schemes.of(new SchemeConfig("stripe", Map.of()));
        Seeds.forEach(RUNS, random -> {
            var body = Seeds.text(random, 300);
            var secret = "whsec_" + Seeds.word(random, 1 + random.nextInt(40));
            long at = NOW.getEpochSecond() - random.nextInt(400);
            var header = stripeHeader(random, at, body, secret);
            boolean genuine = agreeOnStripe(scheme, header, body, secret);
            assertThat(genuine).isEqualTo(NOW.getEpochSecond() - at <= 300);

            agreeOnStripe(scheme, Seeds.mutated(random, header), body, secret);
            if (!body.isEmpty()) {
                assertThat(agreeOnStripe(scheme, header, Seeds.mutated(random, body), secret))
                        .isFalse();
            }
            assertThat(agreeOnStripe(scheme, header, body, Seeds.mutated(random, secret)))
                    .isFalse();
            assertThat(agreeOnStripe(scheme, header, body + " ", secret)).isFalse();
        });
    }

    /** The right signature among those of other secrets and of the legacy version, in any order. */
    private static String stripeHeader(RandomGenerator random, long at, String body, String secret) {
        var entries = new ArrayList<String>();
        entries.add("v1=" + hexSha256(secret, at + "." + body));
        for (int i = random.nextInt(3); i > 0; i--) {
            entries.add((random.nextBoolean() ? "v1=" : "v0=") + hexSha256(secret + i, at + "." + body));
        }
        Collections.shuffle(entries, new Random(random.nextLong()));
        return "t=" + at + "," + String.join(",", entries);
    }

    private static boolean agreeOnStripe(Scheme scheme, String header, String body, String secret) {
        boolean theirs;
        try {
            theirs = Webhook.Signature.verifyHeader(body, header, secret, 300, Clock.fixed(NOW, ZoneOffset.UTC));
        } catch (SignatureVerificationException | NumberFormatException | ArrayIndexOutOfBoundsException refused) {
            theirs = false;
        }
        var verdict =
                scheme.verify(Requests.post(Map.of("Stripe-Signature", header), body), List.of(Secret.of(secret)), NOW);
        assertThat(verdict instanceof Verdict.Genuine)
                .as("stripe says %s, we say %s of %s", theirs, verdict, header)
                .isEqualTo(theirs);
        return theirs;
    }
}
