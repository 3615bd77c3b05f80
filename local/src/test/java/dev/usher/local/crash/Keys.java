package dev.usher.local.crash;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The development secrets of the local host and what is signed with them, computed apart from the code under test. */
final class Keys {
    /** GENERIC_WEBHOOK_SECRET of development-defaults.env. */
    private static final byte[] PROVIDER = "development-only-generic".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    /** DELIVERY_SIGNING_SECRET of development-defaults.env, without its whsec_. */
    private static final byte[] DELIVERY = Base64.getDecoder().decode("ZGV2ZWxvcG1lbnQtb25seS1kZWxpdmVyeS1zaWduZXI=");

    /** The token whose digest is USHER_ADMIN_TOKEN_SHA256. */
    static final String ADMIN_TOKEN = "admin-dev-token";

    private Keys() {}

    static String signatureOfProvider(byte[] body) {
        return HexFormat.of().formatHex(hmac(PROVIDER, body));
    }

    /** A Standard Webhooks signature: over id, timestamp and body, separated by dots. */
    static String signatureOfDelivery(String id, String timestamp, byte[] body) {
        var stamp = (id + "." + timestamp + ".").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return "v1," + Base64.getEncoder().encodeToString(hmac(DELIVERY, stamp, body));
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (var part : parts) mac.update(part);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e); // every JDK has HmacSHA256
        }
    }
}
