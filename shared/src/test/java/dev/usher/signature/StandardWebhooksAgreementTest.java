package dev.usher.signature;

import static dev.usher.signature.SignedBy.base64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Body;
import dev.usher.testing.Requests;
import dev.usher.testing.Seeds;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Agreement with the Java libraries of Standard Webhooks and Svix, both ways.
 *
 * <p>We are stricter on purpose about secrets under 16 bytes, ids with dots, timestamps that are no canonical number,
 * and more than ten signatures.
 */
class StandardWebhooksAgreementTest {
    private static final int RUNS = 2000;

    @Test
    void agreesWithStandardWebhooksAndSvixOnWhatTheySign() {
        var scheme = Schemes.of(new SchemeConfig("standard-webhooks", Map.of()));
        var now = Clock.systemUTC().instant();
        Seeds.forEach(RUNS, random -> {
            var body = Seeds.text(random, 300);
            var secret = secret(random);
            var id = "msg_" + Seeds.word(random, 20);
            long at = now.getEpochSecond() - 200 + random.nextInt(400);
            var signature = rotated(random, theirSignature(random, secret, id, at, body));
            var headers = new HashMap<String, String>();
            headers.put("webhook-id", id);
            headers.put("webhook-timestamp", Long.toString(at));
            headers.put("webhook-signature", signature);
            assertThat(agree(scheme, headers, body, secret)).isTrue();

            var name = List.copyOf(headers.keySet()).get(random.nextInt(3));
            var changed = new HashMap<>(headers);
            changed.put(name, Seeds.mutated(random, headers.getOrDefault(name, "")));
            agree(scheme, changed, body, secret);
            assertThat(agree(scheme, headers, body + "\n", secret)).isFalse();
            assertThat(agree(scheme, headers, body, secret(random))).isFalse();
        });
    }

    @Test
    void standardWebhooksAndSvixVerifyWhatWeSign() {
        var now = Clock.systemUTC().instant();
        Seeds.forEach(RUNS, random -> {
            var body = Seeds.text(random, 300);
            var secrets = new ArrayList<Secret>();
            for (int i = random.nextInt(3); i >= 0; i--) secrets.add(Secret.of(secret(random)));
            var id = "dlv_" + Seeds.word(random, 20);
            var at = now.plusSeconds(random.nextInt(400) - 200);
            var headers = OutboundSignature.with(secrets).sign(id, at, Body.utf8(body));
            for (var secret : secrets) {
                assertThat(standardVerifies(secret.reveal(), body, headers)).isTrue();
                assertThat(svixVerifies(secret.reveal(), body, headers)).isTrue();
                assertThat(standardVerifies(secret.reveal(), body + " ", headers))
                        .isFalse();
            }
            assertThat(svixVerifies(secret(random), body, headers)).isFalse();
        });
    }

    private static String secret(RandomGenerator random) {
        var base64 = base64(Seeds.bytes(random, 24 + random.nextInt(41)));
        return random.nextInt(4) > 0 ? "whsec_" + base64 : base64;
    }

    private static String theirSignature(RandomGenerator random, String secret, String id, long at, String body) {
        try {
            return random.nextBoolean()
                    ? new com.standardwebhooks.Webhook(secret).sign(id, at, body)
                    : new com.svix.Webhook(secret).sign(id, at, body);
        } catch (com.standardwebhooks.exceptions.WebhookSigningException
                | com.svix.exceptions.WebhookSigningException
                | com.svix.exceptions.EmptyWebhookSecretException e) {
            throw new IllegalStateException(e);
        }
    }

    /** First, in the middle or last of a list: Svix for C# 1.96 overlooked the last. */
    private static String rotated(RandomGenerator random, String signature) {
        var list = new ArrayList<>(List.of(signature));
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add((random.nextInt(3) > 0 ? "v1," : "v2,") + base64(Seeds.bytes(random, 32)));
        }
        Collections.shuffle(list, new Random(random.nextLong()));
        return String.join(" ", list);
    }

    private static boolean agree(Scheme scheme, Map<String, String> headers, String body, String secret) {
        boolean standard = standardVerifies(secret, body, headers);
        boolean svix = svixVerifies(secret, body, headers);
        var verdict = scheme.verify(
                Requests.post(headers, body),
                List.of(Secret.of(secret)),
                Clock.systemUTC().instant());
        assertThat(List.of(verdict instanceof Verdict.Genuine, svix))
                .as("standardwebhooks says %s, svix says %s, we say %s of %s", standard, svix, verdict, headers)
                .containsOnly(standard);
        return standard;
    }

    private static boolean standardVerifies(String secret, String body, Map<String, String> headers) {
        try {
            new com.standardwebhooks.Webhook(secret).verify(body, lists(headers));
            return true;
        } catch (com.standardwebhooks.exceptions.WebhookVerificationException refused) {
            return false;
        }
    }

    private static boolean svixVerifies(String secret, String body, Map<String, String> headers) {
        try {
            new com.svix.Webhook(secret).verify(body, lists(headers));
            return true;
        } catch (com.svix.exceptions.WebhookVerificationException
                | com.svix.exceptions.EmptyWebhookSecretException refused) {
            return false;
        }
    }

    private static Map<String, List<String>> lists(Map<String, String> headers) {
        return headers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue())));
    }
}
