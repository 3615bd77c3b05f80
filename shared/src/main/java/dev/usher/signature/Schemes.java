package dev.usher.signature;

import dev.usher.config.SchemeConfig;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Every scheme by name. A new provider is one line here: most are {@link SharedSecretScheme} with other names. */
public final class Schemes {
    private static final Map<String, Function<SchemeConfig, Scheme>> BY_NAME = byName();

    private Schemes() {}

    /**
     * The scheme as configured.
     *
     * @throws IllegalArgumentException when there is no such scheme or option, or a value is wrong; the message says
     *     what would be right
     */
    public static Scheme of(SchemeConfig config) {
        var scheme = BY_NAME.get(config.name());
        if (scheme == null) {
            throw new IllegalArgumentException(
                    "there is no scheme " + config.name() + "; there are " + String.join(", ", BY_NAME.keySet()));
        }
        return scheme.apply(config);
    }

    /** In alphabetical order. */
    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    private static Map<String, Function<SchemeConfig, Scheme>> byName() {
        var all = new TreeMap<String, Function<SchemeConfig, Scheme>>();
        all.put("hmac", SharedSecretScheme::configured);
        all.put("token", TokenScheme::configured);
        all.put("sha256-suffix", SharedSecretScheme.suffix("sha256"));
        all.put("sha1-suffix", SharedSecretScheme.suffix("sha1"));

        all.put("standard-webhooks", StandardWebhooksScheme::new);
        all.put("stripe", StripeScheme::new);
        all.put("twilio", TwilioScheme::new);
        all.put("discord", PublicKeyScheme.of(PublicKeyScheme.Provider.DISCORD));
        all.put("sendgrid", PublicKeyScheme.of(PublicKeyScheme.Provider.SENDGRID));
        all.put("google-channel-token", TokenScheme.in("x-goog-channel-token"));
        all.put("github", SharedSecretScheme.of(Map.of("header", "x-hub-signature-256", "prefix", "sha256=")));
        all.put("shopify", SharedSecretScheme.of(Map.of("header", "x-shopify-hmac-sha256", "encoding", "base64")));
        all.put(
                "square",
                SharedSecretScheme.of(Map.of(
                        "header", "x-square-hmacsha256-signature", "encoding", "base64", "signed", "{url}{body}")));
        all.put("slack", versionZero("x-slack-signature", "x-slack-request-timestamp"));
        all.put("zoom", versionZero("x-zm-signature", "x-zm-request-timestamp"));
        all.put(
                "hubspot-v1",
                SharedSecretScheme.of(Map.of("header", "x-hubspot-signature", "signed", "{secret}{body}")));
        all.put(
                "hubspot-v2",
                SharedSecretScheme.of(
                        Map.of("header", "x-hubspot-signature", "signed", "{secret}{method}{url}{body}")));
        all.put(
                "hubspot-v3",
                SharedSecretScheme.of(Map.of(
                        "header", "x-hubspot-signature-v3",
                        "encoding", "base64",
                        "timestampHeader", "x-hubspot-request-timestamp",
                        "timestampUnit", "ms",
                        "signed", "{method}{hubspot_url}{body}{timestamp}")));
        return Collections.unmodifiableMap(all);
    }

    /** Slack's form, which Zoom took over. */
    private static Function<SchemeConfig, Scheme> versionZero(String header, String timestampHeader) {
        return SharedSecretScheme.of(Map.of(
                "header",
                header,
                "prefix",
                "v0=",
                "timestampHeader",
                timestampHeader,
                "signed",
                "v0:{timestamp}:{body}"));
    }
}
