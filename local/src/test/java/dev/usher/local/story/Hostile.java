package dev.usher.local.story;

import dev.usher.http.Body;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes requests that mean no good, from a seeded generator: so a failure comes again. */
final class Hostile {
    static final List<String> SOURCES = List.of(
            "json", "json", "json", "form", "form", "opaque", "small", "z-stripe", "z-standard", "z-github", "z-twilio",
            "z-sendgrid", "z-shopify", "z-slack", "z-square", "z-zoom", "z-hubspot1", "z-hubspot2", "z-hubspot3",
            "z-discord", "z-google", "z-suffix", "z-stamped");
    private static final List<String> METHODS =
            List.of("POST", "POST", "POST", "POST", "POST", "POST", "POST", "GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW");
    private static final List<String> PATHS = List.of(
            "/webhooks/", "/webhooks/%00", "/webhooks/..%2f..%2fadmin%2fevents", "/webhooks/../admin/events", "//webhooks//json",
            "/webhooks/JSON", "/webhooks/json/", "/webhooks/json;a=b", "/webhooks/%C3%28", "/webhooks/%zz", "/webhooks/json%20",
            "/webhooks/${jndi:ldap://x}", "/webhooks/'%20OR%201=1--", "/webhooks/" + "a".repeat(6000), "/webhooks/__proto__",
            "/admin/events/%00", "/admin/%2e%2e/webhooks/json", "/", "/webhooks/\u00e9");
    private static final List<String> SIGNATURES = List.of(
            "Stripe-Signature", "webhook-signature", "svix-signature", "X-Hub-Signature-256", "X-Twilio-Signature",
            "X-Twilio-Email-Event-Webhook-Signature", "X-Shopify-Hmac-SHA256", "X-Slack-Signature",
            "x-square-hmacsha256-signature", "x-zm-signature", "X-HubSpot-Signature", "X-HubSpot-Signature-v3",
            "X-Signature-Ed25519", "X-Goog-Channel-Token", "X-Signature");
    private static final List<String> COMPANIONS = List.of(
            "webhook-id", "svix-id", "webhook-timestamp", "svix-timestamp", "X-Slack-Request-Timestamp", "x-zm-request-timestamp",
            "X-HubSpot-Request-Timestamp", "X-Signature-Timestamp", "X-Twilio-Email-Event-Webhook-Timestamp", "x-time",
            "X-Context", "X-Id", "Content-Type", "Content-Encoding", "X-Forwarded-For", "X-Forwarded-Proto", "Cookie", "Via");
    private static final List<String> VALUES = List.of(
            "", " ", "0", "-1", "99999999999999999999999999", "1e9", "NaN", "t=1,v1=00", "t=,v1=", "v1,", "v1,AAAA v1a,BBBB",
            "sha256=", "sha256=zz", "v0=" + "a".repeat(64), "=".repeat(100), ",".repeat(2000), "\u00ff\u00fe", "\"", "\\u0000",
            "gzip", "br, gzip", "identity", "application/json", "application/x-www-form-urlencoded", "multipart/form-data",
            "text/xml; charset=utf-77", "null", "../../etc/passwd", "%00", "'; DROP TABLE events; --", "A".repeat(4000),
            "v1=" + "0".repeat(64) + ",".repeat(50), "whsec_", "{{7*7}}");
    private static final List<String> DOCUMENTS = List.of(
            "", "null", "true", "0", "\"\"", "[]", "{}", "{", "}", "{\"id\":", "[[[[", "{} {}", "{\"a\":1,}", "// {}", "{'a':1}",
            "{\"id\":\"a\",\"id\":\"b\",\"id\":{}}", "{\"id\":" + "9".repeat(300) + "}", "{\"id\":1e999999999}", "{\"id\":-0.0e-999}",
            "{\"a\":" + "9".repeat(5000) + "}", "{\"id\":\"\\u0000\\u0001\"}", "{\"id\":\"\\ud800\"}", "{\"type\":\"\\udfff\\ud800\"}",
            "\ufeff{\"id\":\"bom\"}", "\u0000", "{\"id\":\"\u0000\"}", "[".repeat(100_000), "{\"a\":".repeat(100_000),
            "[".repeat(90) + "]".repeat(90), "{\"a\":".repeat(99) + "1" + "}".repeat(99), "[".repeat(101) + "]".repeat(101),
            "{\"type\":\"" + "x".repeat(5000) + "\"}", "{\"a\":{\"a\":{\"a\":{\"a\":\"" + "y".repeat(3000) + "\"}}}}",
            "{\"__proto__\":{\"a\":1},\"constructor\":1}", "{\"id\":[],\"type\":{}}", "{\"id\":true,\"type\":false}",
            "{\"\":\"\",\"~0~1/\":1}", "{\"id\":\"a\r\nSet-Cookie: x\"}", "a=b&a=c", "&&&===", "%zz=%", "a=%C3%28", "a".repeat(3000) + "=",
            "a=1&".repeat(3000), "id=%00&a=%ED%A0%80", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>");

    private final RandomGenerator random;

    Hostile(RandomGenerator random) {
        this.random = random;
    }

    /** A request that is wrong in several ways, most of them at random. */
    byte[] request() {
        var path = random.nextInt(6) == 0 ? pick(PATHS) : "/webhooks/" + pick(SOURCES);
        var query = random.nextInt(4) == 0 ? "?" + pick(VALUES).replaceAll("[ \\r\\n]", "+") : "";
        var headers = new LinkedHashMap<String, String>();
        for (int i = random.nextInt(4); i > 0; i--) headers.put(pick(SIGNATURES), value());
        for (int i = random.nextInt(5); i > 0; i--) headers.put(pick(COMPANIONS), value());
        return wire(pick(METHODS), path + query, headers, body());
    }

    /**
     * A request whose signature is right and whose body means no good. What is no UTF-8 does not claim to be text, since an
     * HTTP API hands text on as characters, and the signature is of the bytes.
     */
    byte[] signedRequest() {
        var source = List.of("json", "json", "form", "opaque").get(random.nextInt(4));
        var body = body();
        var signed = Providers.keyed(source, Body.of(body), Providers.secret("GENERIC_WEBHOOK_SECRET"));
        var headers = new LinkedHashMap<>(signed.headers());
        if (!isText(body)) headers.put("Content-Type", "application/octet-stream");
        for (int i = random.nextInt(3); i > 0; i--) {
            var name = pick(COMPANIONS);
            boolean about = name.equals("Content-Encoding") || (name.equals("Content-Type") && !isText(body));
            if (!about) headers.put(name, value());
        }
        return wire("POST", "/webhooks/" + source, headers, body);
    }

    private static boolean isText(byte[] body) {
        return java.util.Arrays.equals(new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), body);
    }

    static byte[] wire(String method, String target, Map<String, String> headers, byte[] body) {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        return RawHttp.join(RawHttp.latin(head.toString()), body);
    }

    private byte[] body() {
        switch (random.nextInt(60)) {
            case 0 -> {
                return ("{\"id\":\"" + "z".repeat(1024 * 1024 - 9) + "\"}").getBytes(StandardCharsets.UTF_8);
            }
            case 1 -> {
                return new byte[1024 * 1024 + 1 + random.nextInt(10)];
            }
            default -> {
                return random.nextInt(3) == 0 ? noise() : mutated(pick(DOCUMENTS).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private byte[] noise() {
        var bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] mutated(byte[] bytes) {
        if (bytes.length > 0 && random.nextInt(3) == 0) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        return bytes;
    }

    /** Control characters are for the gateway to refuse, so they are rare, or little else would be seen further in. */
    private String value() {
        if (random.nextInt(3) > 0) return pick(VALUES);
        var noise = new String(noise(), StandardCharsets.ISO_8859_1);
        return noise.replaceAll(random.nextInt(20) == 0 ? "[\\r\\n]" : "[\\x00-\\x1f\\x7f]", "");
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
