package dev.usher.signature;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A hash function, by its JCA names and its length. SHA-1 is here because providers still use it, never as a default.
 */
enum Algorithm {
    SHA256("SHA-256", "HmacSHA256", 32),
    SHA1("SHA-1", "HmacSHA1", 20),
    SHA512("SHA-512", "HmacSHA512", 64);

    private final String digestName;
    private final String macName;
    private final int bytes;

    Algorithm(String digestName, String macName, int bytes) {
        this.digestName = digestName;
        this.macName = macName;
        this.bytes = bytes;
    }

    /** Length of a digest or HMAC in bytes. */
    int bytes() {
        return bytes;
    }

    MessageDigest digest() {
        try {
            return MessageDigest.getInstance(digestName);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + digestName, e);
        }
    }

    /** An HMAC under this key of 1 byte or more. */
    Mac mac(byte[] key) {
        try {
            var mac = Mac.getInstance(macName);
            mac.init(new SecretKeySpec(key, macName));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + macName, e);
        }
    }
}
