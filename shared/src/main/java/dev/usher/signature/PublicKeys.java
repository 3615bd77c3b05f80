package dev.usher.signature;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Public keys as providers publish them, and checking what they signed. */
final class PublicKeys {
    /** The SubjectPublicKeyInfo header of every Ed25519 key (RFC 8410 section 10.1). */
    private static final byte[] ED25519_SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_BYTES = 32;

    /** The order of NIST P-256 (SEC 2 section 2.4.2), which no other curve shares. */
    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private PublicKeys() {}

    /** An Ed25519 key of 32 raw bytes; null when these are none. */
    static @Nullable PublicKey ed25519(byte @Nullable [] raw) {
        if (raw == null || raw.length != ED25519_BYTES) return null;
        var spki = new byte[ED25519_SPKI.length + ED25519_BYTES];
        System.arraycopy(ED25519_SPKI, 0, spki, 0, ED25519_SPKI.length);
        System.arraycopy(raw, 0, spki, ED25519_SPKI.length, ED25519_BYTES);
        return read("Ed25519", spki);
    }

    /** An ECDSA key on P-256 as SubjectPublicKeyInfo; null when these bytes are anything else. */
    static @Nullable PublicKey p256(byte @Nullable [] spki) {
        if (spki == null) return null;
        return read("EC", spki) instanceof ECPublicKey key
                        && P256_ORDER.equals(key.getParams().getOrder())
                ? key
                : null;
    }

    private static @Nullable PublicKey read(String algorithm, byte[] spki) {
        try {
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException unreadable) {
            return null;
        }
    }

    /** Whether one of the signatures was made with the key, by the JCA algorithm named. */
    static boolean anyVerifies(String algorithm, PublicKey key, Signatures signatures, byte[]... message) {
        boolean found = false;
        for (var signature : signatures.all()) {
            found |= verifies(algorithm, key, signature, message);
        }
        return found;
    }

    private static boolean verifies(String algorithm, PublicKey key, byte[] signature, byte[]... message) {
        try {
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            for (var part : message) verifier.update(part);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException notOfThisForm) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
