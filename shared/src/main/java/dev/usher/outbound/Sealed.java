package dev.usher.outbound;

import dev.usher.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Secrets encrypted under another secret: AES-256-GCM (NIST SP 800-38D) with a random nonce of 12 bytes in front. */
final class Sealed {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    private Sealed(SecretKeySpec key) {
        this.key = key;
    }

    /**
     * Under the SHA-256 of the secret and of what it is for, so that the key is good for nothing else.
     *
     * @param about what is sealed is about; who says something else can't open it
     */
    static Sealed with(Secret secret, String about) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(("usher access token\0" + about + "\0").getBytes(StandardCharsets.UTF_8));
            return new Sealed(new SecretKeySpec(digest.digest(secret.bytes()), "AES"));
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing); // every JDK has SHA-256
        }
    }

    String seal(Secret secret) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            var cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            var hidden = cipher.doFinal(secret.bytes());
            var whole = Arrays.copyOf(nonce, NONCE_BYTES + hidden.length);
            System.arraycopy(hidden, 0, whole, NONCE_BYTES, hidden.length);
            return Base64.getEncoder().encodeToString(whole);
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing); // every JDK has AES-GCM
        }
    }

    /** Null when it was sealed under another secret, or is damaged. */
    @Nullable
    Secret openOrNull(String sealed) {
        try {
            var whole = Base64.getDecoder().decode(sealed);
            var cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, whole, 0, NONCE_BYTES));
            return Secret.of(cipher.doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES));
        } catch (GeneralSecurityException | IllegalArgumentException other) {
            return null;
        }
    }
}
