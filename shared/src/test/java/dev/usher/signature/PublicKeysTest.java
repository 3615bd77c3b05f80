package dev.usher.signature;

import static dev.usher.signature.SignedBy.base64;
import static dev.usher.signature.SignedBy.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Request;
import dev.usher.testing.Requests;
import dev.usher.testing.Seeds;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Public-key schemes with keys of our own, over random bytes. */
class PublicKeysTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final String TIME = "1700000000";

    private static byte[] signed(String algorithm, KeyPair keys, byte[]... parts) {
        try {
            var signer = Signature.getInstance(algorithm);
            signer.initSign(keys.getPrivate());
            for (var part : parts) signer.update(part);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair curve(String name) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(name));
        return generator.generateKeyPair();
    }

    /** The last 32 bytes of an Ed25519 SubjectPublicKeyInfo are the key. */
    private static byte[] raw(KeyPair ed25519) {
        var spki = ed25519.getPublic().getEncoded();
        return Arrays.copyOfRange(spki, spki.length - 32, spki.length);
    }

    private static Verdict verify(String scheme, Request request, String... keys) {
        return Schemes.of(new SchemeConfig(scheme, Map.of()))
                .verify(request, Arrays.stream(keys).map(Secret::of).toList(), NOW);
    }

    private static void onlyTheRightKeyAndBytesVerify(
            String scheme, Map<String, String> headers, byte[] body, String key, String otherKey) {
        var request = Requests.post("https://x/y", headers, body);
        assertThat(verify(scheme, request, otherKey, key)).isEqualTo(new Verdict.Genuine(1));
        assertThat(verify(scheme, request, otherKey)).isEqualTo(new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH));
        var changed = body.clone();
        changed[body.length / 2] ^= 1;
        assertThat(verify(scheme, Requests.post("https://x/y", headers, changed), key))
                .isEqualTo(new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH));
    }

    @Test
    void discordVerifiesWithItsKeyOnly() throws Exception {
        var generator = KeyPairGenerator.getInstance("Ed25519");
        var keys = generator.generateKeyPair();
        var other = SignedBy.hex(raw(generator.generateKeyPair()));
        Seeds.forEach(30, random -> {
            var body = Seeds.bytes(random, 1 + random.nextInt(500));
            var signature = SignedBy.hex(signed("Ed25519", keys, utf8(TIME), body));
            var headers = Map.of("X-Signature-Ed25519", signature, "X-Signature-Timestamp", TIME);
            onlyTheRightKeyAndBytesVerify("discord", headers, body, SignedBy.hex(raw(keys)), other);
        });
    }

    @Test
    void sendGridVerifiesWithItsKeyOnly() throws Exception {
        var keys = curve("secp256r1");
        var other = base64(curve("secp256r1").getPublic().getEncoded());
        Seeds.forEach(30, random -> {
            var body = Seeds.bytes(random, 1 + random.nextInt(500));
            var headers = sendGrid(signed("SHA256withECDSA", keys, utf8(TIME), body));
            onlyTheRightKeyAndBytesVerify(
                    "sendgrid", headers, body, base64(keys.getPublic().getEncoded()), other);
        });
    }

    private static Map<String, String> sendGrid(byte[] signature) {
        return Map.of(
                "X-Twilio-Email-Event-Webhook-Signature",
                base64(signature),
                "X-Twilio-Email-Event-Webhook-Timestamp",
                TIME);
    }

    @Test
    void standardWebhooksVerifiesAsymmetricSignaturesAmongOthers() throws Exception {
        var generator = KeyPairGenerator.getInstance("Ed25519");
        var keys = generator.generateKeyPair();
        var other = "whpk_" + base64(raw(generator.generateKeyPair()));
        Seeds.forEach(30, random -> {
            var body = Seeds.bytes(random, 1 + random.nextInt(500));
            var signature = base64(signed("Ed25519", keys, utf8("msg_1." + TIME + "."), body));
            var headers = new HashMap<String, String>();
            headers.put("svix-id", "msg_1");
            headers.put("svix-timestamp", TIME);
            headers.put("svix-signature", "v1," + base64(new byte[32]) + " v1a," + signature);
            onlyTheRightKeyAndBytesVerify("standard-webhooks", headers, body, "whpk_" + base64(raw(keys)), other);
        });
    }

    @Test
    void aKeyOnAnotherCurveIsUnusableEvenIfItSigned() throws Exception {
        var keys = curve("secp384r1");
        var request =
                Requests.post("https://x/y", sendGrid(signed("SHA256withECDSA", keys, utf8(TIME), utf8("[]"))), "[]");

        assertThat(verify("sendgrid", request, base64(keys.getPublic().getEncoded())))
                .isInstanceOf(Verdict.Unusable.class);
    }

    @Test
    void signaturesThatAreNotOfTheFormAreMismatches() throws Exception {
        var key = base64(curve("secp256r1").getPublic().getEncoded());
        for (var signature : List.of(new byte[] {1}, new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}, new byte[4000])) {
            assertThat(verify("sendgrid", Requests.post("https://x/y", sendGrid(signature), "[]"), key))
                    .isEqualTo(new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH));
        }
    }
}
