package dev.usher.local.story;

import com.stripe.net.Webhook.Util;
import com.svix.exceptions.EmptyWebhookSecretException;
import com.svix.exceptions.WebhookSigningException;
import com.twilio.security.RequestValidator;
import dev.usher.http.Body;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as the providers do, with their own libraries where there is one, under the development secrets. */
final class Providers {
    private static final Map<String, String> SECRETS = secrets();

    private Providers() {}

    /** The development secrets by the names of their variables. */
    static Map<String, String> secrets() {
        try (var in = Providers.class.getResourceAsStream("/development-defaults.env")) {
            if (in == null) throw new IllegalStateException("no development secrets");
            var secrets = new LinkedHashMap<String, String>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line ->
                            secrets.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
            return secrets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String secret(String name) {
        var secret = SECRETS.get(name);
        if (secret == null) throw new IllegalArgumentException(name);
        return secret;
    }

    static Webhook stripe(String body) {
        return stripe(body, Instant.now(), secret("STRIPE_WEBHOOK_SECRET"));
    }

    /** With Stripe's own library. */
    static Webhook stripe(String body, Instant at, String secret) {
        long t = at.getEpochSecond();
        try {
            var v1 = Util.computeHmacSha256(secret, t + "." + body);
            return Webhook.of("stripe", Map.of("Stripe-Signature", "t=" + t + ",v1=" + v1), body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With Svix's own library, which Resend signs with. */
    static Webhook email(String id, String body) {
        long t = Instant.now().getEpochSecond();
        try {
            var signature = new com.svix.Webhook(secret("EMAIL_PROVIDER_SECRET")).sign(id, t, body);
            return Webhook.of(
                    "email_provider",
                    Map.of("svix-id", id, "svix-timestamp", Long.toString(t), "svix-signature", signature),
                    body);
        } catch (EmptyWebhookSecretException | WebhookSigningException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Twilio's library only validates, so it is asked whether this is a signature of its own. */
    static Webhook sms(String source, String url, Map<String, String> fields) {
        var token = secret("TWILIO_AUTH_TOKEN");
        var text = new StringBuilder(url);
        new TreeMap<>(fields).forEach((name, value) -> text.append(name).append(value));
        var signature = Base64.getEncoder().encodeToString(hmac("HmacSHA1", token, text.toString()));
        if (!new RequestValidator(token).validate(url, fields, signature))
            throw new AssertionError("Twilio would not have signed so");
        var form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return Webhook.of(
                source,
                Map.of("X-Twilio-Signature", signature, "Content-Type", "application/x-www-form-urlencoded"),
                form);
    }

    /** The platform's legacy form: SHA-256 of the body followed by the secret. */
    static Webhook supplier(String body) {
        var signature = hex(sha256(body + secret("SUPPLIER_PLATFORM_SECRET")));
        return Webhook.of("supplier_platform", Map.of("X-Supplier-Signature", signature), body);
    }

    static Webhook calendar(String state, String channel, int number) {
        return Webhook.of(
                "calendar-sync",
                Map.of(
                        "X-Goog-Channel-Token",
                        secret("CALENDAR_CHANNEL_TOKEN"),
                        "X-Goog-Channel-ID",
                        channel,
                        "X-Goog-Message-Number",
                        Integer.toString(number),
                        "X-Goog-Resource-ID",
                        "resource-7",
                        "X-Goog-Resource-State",
                        state),
                "");
    }

    static Webhook photo(String body) {
        return photo(body, Instant.now());
    }

    static Webhook photo(String body, Instant at) {
        var time = Long.toString(at.getEpochSecond());
        var signature = hex(hmac("HmacSHA256", secret("PHOTO_SERVICE_SECRET"), time + "." + body));
        return Webhook.of("photo-service", Map.of("X-Photo-Signature", signature, "X-Photo-Timestamp", time), body);
    }

    static Webhook generic(String source, String body) {
        return keyed(source, body, secret("GENERIC_WEBHOOK_SECRET"));
    }

    /** HMAC-SHA256 of the body in X-Signature. */
    static Webhook keyed(String source, String body, String secret) {
        return keyed(source, Body.utf8(body), secret);
    }

    static Webhook keyed(String source, Body body, String secret) {
        var signature = hex(hmac("HmacSHA256", secret.getBytes(StandardCharsets.UTF_8), body.bytes()));
        return new Webhook(source, Map.of("X-Signature", signature, "Content-Type", "application/json"), body);
    }

    static byte[] hmac(String algorithm, String key, String text) {
        return hmac(algorithm, key.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hmac(String algorithm, byte[] key, byte[] bytes) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
