package dev.usher.signature;

import dev.usher.config.Secret;
import java.security.PublicKey;
import java.util.Base64;

/** A key as Standard Webhooks writes it: base64 behind a prefix that says what it is. */
sealed interface StandardKey {
    /**
     * Shortest shared key accepted, in bytes. The specification asks senders for 24 to 64; its libraries accept any
     * length but zero, and older senders issue 16. Below that a key can be guessed.
     */
    int MIN_SHARED_BYTES = 16;

    /** Of {@code whsec_…}, or of base64 without a prefix: the key of a {@code v1} HMAC. */
    record Shared(Secret key) implements StandardKey {}

    /** Of {@code whpk_…}: the key of a {@code v1a} Ed25519 signature. */
    record Public(PublicKey key) implements StandardKey {}

    /** Neither. */
    record Unfit(String why) implements StandardKey {}

    static StandardKey of(Secret secret) {
        var text = secret.reveal();
        if (text.startsWith("whpk_")) {
            var key = PublicKeys.ed25519(Encoding.BASE64.decode(text.substring("whpk_".length())));
            return key == null ? new Unfit("is not an Ed25519 public key") : new Public(key);
        }
        if (text.startsWith("whsk_")) return new Unfit("is a private key, which belongs to the sender alone");
        try {
            // Padding may be missing, as the official libraries have it.
            var bytes =
                    Base64.getDecoder().decode(text.startsWith("whsec_") ? text.substring("whsec_".length()) : text);
            return bytes.length < MIN_SHARED_BYTES
                    ? new Unfit("is shorter than " + MIN_SHARED_BYTES + " bytes")
                    : new Shared(Secret.of(bytes));
        } catch (IllegalArgumentException malformed) {
            return new Unfit("is not base64");
        }
    }
}
