package dev.usher.signature;

import static dev.usher.signature.SignedBy.hexSha256;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.testing.Requests;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Requests of the schemes that the tests use most, and what they are told. */
final class Verifying {
    static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    static final String KEY = "whsec_test";
    static final String BODY = "{\"id\":1}";
    static final Verdict MISMATCH = new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH);
    static final Verdict MALFORMED = new Verdict.Forged(Verdict.Reason.MALFORMED_SIGNATURE);
    static final Verdict BAD_TIME = new Verdict.Forged(Verdict.Reason.MALFORMED_TIMESTAMP);

    private Verifying() {}

    static Verdict stripe(String header, String... secrets) {
        return verify(
                "stripe", Map.of("stripe-signature", header), BODY, secrets.length == 0 ? new String[] {KEY} : secrets);
    }

    static String stripeAt(long time) {
        return "t=" + time + ",v1=" + hexSha256(KEY, time + "." + BODY);
    }

    static Verdict verify(String scheme, Map<String, String> headers, String body, String... secrets) {
        return Schemes.of(new SchemeConfig(scheme, Map.of()))
                .verify(Requests.post(headers, body), secrets(secrets), NOW);
    }

    static List<Secret> secrets(String... texts) {
        return Arrays.stream(texts).map(Secret::of).toList();
    }

    static Verdict standard(String id, long time, String signature, String... secrets) {
        return verify(
                "standard-webhooks",
                Map.of("webhook-id", id, "webhook-timestamp", "" + time, "webhook-signature", signature),
                BODY,
                secrets);
    }
}
