package dev.usher.signature;

import static dev.usher.signature.SignedBy.base64;
import static dev.usher.signature.SignedBy.hmac;
import static dev.usher.signature.SignedBy.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.testing.Requests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemesTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final List<Secret> SECRET = List.of(Secret.of("k"));

    private static Verdict hmacVerdict(Map<String, String> options, Map<String, String> headers) {
        return Schemes.of(new SchemeConfig("hmac", options)).verify(Requests.post(headers, "body"), SECRET, NOW);
    }

    @Test
    void theGenericSchemeSignsWhatItsTemplateSays() {
        var message = "POST https://hooks.example.com/webhooks/acme id-1 1700000000000 body";
        var options = Map.of(
                "algorithm", "sha512",
                "encoding", "base64url",
                "header", "X-Sig",
                "prefix", "v9:",
                "timestampHeader", "X-Time",
                "timestampUnit", "ms",
                "tolerance", "90s",
                "idHeader", "X-Id",
                "signed", "{method} {url} {id} {timestamp} {body}");
        var signature = java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(hmac("HmacSHA512", utf8("k"), utf8(message)));
        var headers = Map.of("x-sig", "v9:" + signature, "x-time", "1700000000000", "x-id", "id-1");

        assertThat(hmacVerdict(options, headers)).isEqualTo(new Verdict.Genuine(0));
        assertThat(Schemes.of(new SchemeConfig("hmac", options))
                        .verify(Requests.post(headers, "body"), SECRET, NOW.plusSeconds(91)))
                .isEqualTo(new Verdict.Forged(Verdict.Reason.TIMESTAMP_TOO_OLD));
    }

    @Test
    void theGenericSchemeKnowsSha1AndBase64() {
        var signature = base64(hmac("HmacSHA1", utf8("k"), utf8("body")));
        assertThat(hmacVerdict(
                        Map.of("algorithm", "sha1", "encoding", "base64", "header", "x-sig"),
                        Map.of("X-Sig", signature)))
                .isEqualTo(new Verdict.Genuine(0));
    }

    @Test
    void theLegacyFormsHashTheBodyAndThenTheSecret() throws Exception {
        for (var form :
                Map.of("sha256-suffix", "SHA-256", "sha1-suffix", "SHA-1").entrySet()) {
            var digest = MessageDigest.getInstance(form.getValue()).digest(utf8("bodyk"));
            var plain = Schemes.of(new SchemeConfig(form.getKey(), Map.of("header", "X-Sig", "prefix", "h=")));
            var base64 = Schemes.of(new SchemeConfig(form.getKey(), Map.of("header", "X-Sig", "encoding", "base64")));

            assertThat(plain.verify(Requests.post(Map.of("X-Sig", "h=" + SignedBy.hex(digest)), "body"), SECRET, NOW))
                    .isEqualTo(new Verdict.Genuine(0));
            assertThat(base64.verify(Requests.post(Map.of("X-Sig", base64(digest)), "body"), SECRET, NOW))
                    .isEqualTo(new Verdict.Genuine(0));
            assertThat(plain.verify(Requests.post(Map.of("X-Sig", "h=" + SignedBy.hex(digest)), "bodyk"), SECRET, NOW))
                    .isEqualTo(new Verdict.Forged(Verdict.Reason.SIGNATURE_MISMATCH));
        }
    }

    @Test
    void aTokenMayFollowAPrefix() {
        var bearer = Schemes.of(new SchemeConfig("token", Map.of("header", "Authorization", "prefix", "Bearer ")));
        assertThat(bearer.verify(Requests.post(Map.of("authorization", "Bearer k"), ""), SECRET, NOW))
                .isEqualTo(new Verdict.Genuine(0));
        assertThat(bearer.verify(Requests.post(Map.of("authorization", "k"), ""), SECRET, NOW))
                .isEqualTo(new Verdict.Forged(Verdict.Reason.MALFORMED_SIGNATURE));
    }

    @Test
    void toleranceCanBeSetWhereATimestampIsSigned() {
        for (var name : List.of("stripe", "standard-webhooks", "slack", "zoom", "hubspot-v3", "sendgrid", "discord")) {
            assertThat(Schemes.of(new SchemeConfig(name, Map.of("tolerance", "1h"))))
                    .isNotNull();
        }
    }

    @Test
    void explainsMistakes() {
        mistake("stripee", Map.of(), "there is no scheme stripee; there are discord, github, ");
        mistake("github", Map.of("tolerance", "5m"), "scheme github has no option tolerance; it has none");
        mistake("stripe", Map.of("header", "x"), "scheme stripe has no option header; it has tolerance");
        mistake("stripe", Map.of("tolerance", "5 minutes"), "tolerance must be a duration such as 90s, 5m or 1h");
        mistake("stripe", Map.of("tolerance", "25h"), "tolerance must lie between 1s and 24h");
        mistake("stripe", Map.of("tolerance", "0s"), "tolerance must lie between 1s and 24h");
        mistake("hmac", Map.of(), "scheme hmac: header must be given");
        mistake("token", Map.of("header", "a b"), "header must be a header name");
        var header = Map.of("header", "x-sig");
        mistake("hmac", with(header, "algorithm", "md5"), "algorithm must be one of sha256, sha1, sha512");
        mistake("hmac", with(header, "encoding", "b64"), "encoding must be one of hex, base64, base64url");
        mistake("hmac", with(header, "signed", "{body}{secret}"), "signed has no {secret}; there are {body}, {id}, ");
        mistake("hmac", with(header, "signed", "{body"), "signed has an unmatched brace");
        mistake("hmac", with(header, "signed", "{url}"), "signed must contain {body}");
        mistake("hmac", with(header, "signed", "{timestamp}{body}"), "timestampHeader and {timestamp} in signed need");
        mistake("hmac", with(header, "timestampHeader", "x-t"), "timestampHeader and {timestamp} in signed need");
        mistake("hmac", with(header, "idHeader", "x-id"), "idHeader and {id} in signed need each other");
        mistake("hmac", with(header, "tolerance", "5m"), "tolerance and timestampUnit need timestampHeader");
        mistake("hmac", with(header, "prefix", "x".repeat(257)), "prefix must be at most 256 printable");
    }

    private static void mistake(String name, Map<String, String> options, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schemes.of(new SchemeConfig(name, options)))
                .withMessageContaining(message);
    }

    private static Map<String, String> with(Map<String, String> options, String name, String value) {
        var more = new HashMap<>(options);
        more.put(name, value);
        return more;
    }

    @Test
    void everySchemeAndHandshakeIsInTheReference() throws Exception {
        var reference = Files.readString(Path.of("..", "docs", "reference", "schemes.md"));
        assertThat(Schemes.names()).allSatisfy(name -> assertThat(reference).contains("`" + name + "`"));
        assertThat(dev.usher.handshake.Handshakes.names())
                .allSatisfy(name -> assertThat(reference).contains("`" + name + "`"));
    }
}
