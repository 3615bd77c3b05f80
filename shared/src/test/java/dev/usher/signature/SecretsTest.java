package dev.usher.signature;

import static dev.usher.signature.SignedBy.base64;
import static dev.usher.signature.SignedBy.hmac;
import static dev.usher.signature.SignedBy.utf8;
import static dev.usher.signature.Verifying.BODY;
import static dev.usher.signature.Verifying.KEY;
import static dev.usher.signature.Verifying.MALFORMED;
import static dev.usher.signature.Verifying.MISMATCH;
import static dev.usher.signature.Verifying.NOW;
import static dev.usher.signature.Verifying.standard;
import static dev.usher.signature.Verifying.stripe;
import static dev.usher.signature.Verifying.stripeAt;
import static dev.usher.signature.Verifying.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.SchemeConfig;
import dev.usher.testing.Requests;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The traps of secrets, and of several of them. */
class SecretsTest {
    @Test
    void triesEverySecretAndNamesTheOneThatMatched() {
        assertThat(stripe(stripeAt(NOW.getEpochSecond()), "a", "b", KEY)).isEqualTo(new Verdict.Genuine(2));
    }

    @Test
    void boundsSignaturesAndSecrets() {
        var nine =
                IntStream.range(0, 9).mapToObj(i -> ",v1=" + "0".repeat(63) + i).collect(Collectors.joining());
        var good = stripeAt(NOW.getEpochSecond());
        assertThat(stripe(good + nine)).isEqualTo(new Verdict.Genuine(0));
        assertThat(stripe(good + nine + ",v1=00")).isEqualTo(new Verdict.Forged(Verdict.Reason.TOO_MANY_SIGNATURES));
        assertThat(stripe(good, "1", "2", "3", "4", "5", KEY)).isInstanceOf(Verdict.Unusable.class);
    }

    @Test
    void failsClosedOnSecretsThatCannotBeUsed() {
        var signature = "v1," + base64(hmac("HmacSHA256", new byte[1], utf8("m.1700000000." + BODY)));
        for (var bad : List.of(
                "", "whsec_", "whsec_!!", "whsec_QUJD", "not base64", "whpk_QUJD", "whsk_" + base64(new byte[64]))) {
            assertThat(standard("m", NOW.getEpochSecond(), signature, bad))
                    .as(bad)
                    .isInstanceOf(Verdict.Unusable.class);
        }
        assertThat(stripe(stripeAt(NOW.getEpochSecond()), "")).isInstanceOf(Verdict.Unusable.class);
        assertThat(verify("sendgrid", sendGridHeaders(), BODY, "MFkw")).isInstanceOf(Verdict.Unusable.class);
        assertThat(verify(
                        "discord",
                        Map.of("x-signature-ed25519", "00", "x-signature-timestamp", "1700000000"),
                        BODY,
                        "ff"))
                .isInstanceOf(Verdict.Unusable.class);
        assertThat(Schemes.of(new SchemeConfig("stripe", Map.of()))
                        .verify(
                                Requests.post(Map.of("stripe-signature", stripeAt(1_700_000_000)), BODY),
                                List.of(),
                                NOW))
                .isInstanceOf(Verdict.Unusable.class);
    }

    private static Map<String, String> sendGridHeaders() {
        return Map.of(
                "x-twilio-email-event-webhook-signature",
                base64(new byte[70]),
                "x-twilio-email-event-webhook-timestamp",
                "1700000000");
    }

    @Test
    void aWebhookSignedWithAGoodSecretSurvivesABadOneBesideIt() {
        assertThat(stripe(stripeAt(NOW.getEpochSecond()), "", KEY)).isEqualTo(new Verdict.Genuine(1));
        assertThat(stripe(stripeAt(NOW.getEpochSecond()), "", "other")).isInstanceOf(Verdict.Unusable.class);
    }

    @Test
    void neverLetsTheSenderChooseTheAlgorithm() {
        var sha1 = SignedBy.hex(hmac("HmacSHA1", utf8("k"), utf8(BODY)));
        assertThat(verify("github", Map.of("x-hub-signature-256", "sha1=" + sha1), BODY, "k"))
                .isEqualTo(MALFORMED);
        assertThat(verify("github", Map.of("x-hub-signature-256", "sha256=" + sha1), BODY, "k"))
                .isEqualTo(MISMATCH);
        assertThat(verify("github", Map.of("x-hub-signature", "sha1=" + sha1), BODY, "k"))
                .isEqualTo(new Verdict.Unsigned("x-hub-signature-256"));

        // The public key of a source must not serve as an HMAC key for a sender that asks for v1.
        var publicKey = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
        var raw = java.util.Base64.getDecoder().decode(publicKey.substring(5));
        var forged = "v1," + base64(hmac("HmacSHA256", raw, utf8("m.1700000000." + BODY)));
        assertThat(standard("m", NOW.getEpochSecond(), forged, publicKey)).isEqualTo(MISMATCH);
    }
}
