package dev.usher.bench.micro;

import dev.usher.config.Secret;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A request of 2 KB as one provider signs it, and the secret that verifies it. */
record Signed(Request request, Secret secret) {
    /** When every one of them was signed. */
    static final Instant NOW = Instant.ofEpochSecond(1_780_000_000);

    private static final String TIME = String.valueOf(NOW.getEpochSecond());
    private static final String URL = "https://hooks.example.com/webhooks/bench";
    private static final int BYTES = 2048;

    /** By the name of the scheme. */
    static Signed by(String scheme) throws GeneralSecurityException {
        var text = Payloads.stripe(BYTES);
        return switch (scheme) {
            case "stripe" ->
                json(
                        text,
                        "key",
                        Map.of(
                                "stripe-signature",
                                "t=" + TIME + ",v1=" + hex(hmac("HmacSHA256", "key", TIME + "." + text))));
            case "github" ->
                json(text, "key", Map.of("x-hub-signature-256", "sha256=" + hex(hmac("HmacSHA256", "key", text))));
            case "slack" ->
                json(
                        text,
                        "key",
                        Map.of(
                                "x-slack-request-timestamp",
                                TIME,
                                "x-slack-signature",
                                "v0=" + hex(hmac("HmacSHA256", "key", "v0:" + TIME + ":" + text))));
            case "standard-webhooks" -> standard(text);
            case "standard-webhooks-ed25519" -> ed25519(text);
            case "sendgrid" -> sendgrid(text);
            case "twilio" -> twilio();
            default -> throw new IllegalArgumentException("no benchmark of " + scheme);
        };
    }

    private static Signed standard(String text) throws GeneralSecurityException {
        var key = "0123456789abcdef0123456789abcdef";
        var signature = base64(hmac("HmacSHA256", key, "msg_1." + TIME + "." + text));
        return json(text, "whsec_" + base64(utf8(key)), standardHeaders("v1," + signature));
    }

    private static Signed ed25519(String text) throws GeneralSecurityException {
        var keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var encoded = keys.getPublic().getEncoded();
        var raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        var signature = sign("Ed25519", keys, "msg_1." + TIME + "." + text);
        return json(text, "whpk_" + base64(raw), standardHeaders("v1a," + base64(signature)));
    }

    private static Signed sendgrid(String text) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var keys = generator.generateKeyPair();
        return json(
                text,
                base64(keys.getPublic().getEncoded()),
                Map.of(
                        "x-twilio-email-event-webhook-timestamp",
                        TIME,
                        "x-twilio-email-event-webhook-signature",
                        base64(sign("SHA256withECDSA", keys, TIME + text))));
    }

    /** A message of an inbound SMS, as long as the others. */
    private static Signed twilio() throws GeneralSecurityException {
        var fields = new TreeMap<String, String>(Map.of(
                "AccountSid", "AC00000000000000000000000000000000",
                "From", "+15005550006",
                "MessageSid", "SM00000000000000000000000000000000",
                "MessageStatus", "delivered",
                "To", "+15005550007",
                "Body", "x".repeat(1_850)));
        var signed = new StringBuilder(URL);
        var form = new StringBuilder();
        fields.forEach((name, value) -> {
            signed.append(name).append(value);
            form.append(form.isEmpty() ? "" : "&")
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        });
        var headers = Map.of(
                "content-type",
                "application/x-www-form-urlencoded",
                "x-twilio-signature",
                base64(hmac("HmacSHA1", "key", signed.toString())));
        return new Signed(request(headers, form.toString()), Secret.of("key"));
    }

    private static Map<String, String> standardHeaders(String signature) {
        return Map.of("webhook-id", "msg_1", "webhook-timestamp", TIME, "webhook-signature", signature);
    }

    private static Signed json(String text, String secret, Map<String, String> headers) {
        return new Signed(request(headers, text), Secret.of(secret));
    }

    private static Request request(Map<String, String> headers, String body) {
        var all = new TreeMap<>(
                Map.of("content-type", "application/json", "user-agent", "bench/1", "host", "hooks.example.com"));
        all.putAll(headers);
        return new Request(
                "POST",
                "/webhooks/bench",
                "",
                "https://hooks.example.com",
                "192.0.2.1",
                Headers.of(all),
                Map.of(),
                Map.of(),
                Body.utf8(body));
    }

    private static byte[] sign(String algorithm, KeyPair keys, String message) throws GeneralSecurityException {
        var signature = Signature.getInstance(algorithm);
        signature.initSign(keys.getPrivate());
        signature.update(utf8(message));
        return signature.sign();
    }

    private static byte[] hmac(String algorithm, String key, String message) throws GeneralSecurityException {
        var mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(utf8(key), algorithm));
        return mac.doFinal(utf8(message));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
