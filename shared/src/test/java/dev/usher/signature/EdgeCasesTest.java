package dev.usher.signature;

import static dev.usher.signature.SignedBy.base64;
import static dev.usher.signature.SignedBy.hexSha256;
import static dev.usher.signature.SignedBy.hmac;
import static dev.usher.signature.SignedBy.utf8;
import static dev.usher.signature.Verifying.BODY;
import static dev.usher.signature.Verifying.KEY;
import static dev.usher.signature.Verifying.MALFORMED;
import static dev.usher.signature.Verifying.MISMATCH;
import static dev.usher.signature.Verifying.NOW;
import static dev.usher.signature.Verifying.secrets;
import static dev.usher.signature.Verifying.standard;
import static dev.usher.signature.Verifying.stripe;
import static dev.usher.signature.Verifying.stripeAt;
import static dev.usher.signature.Verifying.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.SchemeConfig;
import dev.usher.testing.Requests;
import dev.usher.testing.Seeds;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The traps of bytes, headers and URLs that verifiers have fallen into. */
class EdgeCasesTest {
    @Test
    void verifiesBytesThatAreNoText() {
        var github = Schemes.of(new SchemeConfig("github", Map.of()));
        Seeds.forEach(300, random -> {
            var bytes = Seeds.bytes(random, random.nextInt(2000));
            var signature = "sha256=" + SignedBy.hex(hmac("HmacSHA256", utf8("k"), bytes));
            var headers = Map.of("X-Hub-Signature-256", signature);
            assertThat(github.verify(Requests.post("https://x/y", headers, bytes), secrets("k"), NOW))
                    .isEqualTo(new Verdict.Genuine(0));
        });
    }

    @Test
    void verifiesAnEmptyBody() {
        var signature = "sha256=" + hexSha256("k", "");
        assertThat(verify("github", Map.of("x-hub-signature-256", signature), "", "k"))
                .isEqualTo(new Verdict.Genuine(0));
    }

    @Test
    void keepsDuplicateKeysAndBrokenUtf8AsTheyAre() {
        var bytes = new byte[] {'{', '"', 'a', '"', ':', 1, ',', '"', 'a', '"', (byte) 0xff, (byte) 0xc0, '}'};
        var github = Schemes.of(new SchemeConfig("github", Map.of()));
        var headers = Map.of("x-hub-signature-256", "sha256=" + SignedBy.hex(hmac("HmacSHA256", utf8("k"), bytes)));

        assertThat(github.verify(Requests.post("https://x/y", headers, bytes), secrets("k"), NOW))
                .isEqualTo(new Verdict.Genuine(0));
    }

    @Test
    void findsHeadersInAnyLetterCase() {
        var signature = "sha256=" + hexSha256("k", BODY);
        for (var name : List.of("X-Hub-Signature-256", "x-hub-signature-256", "X-HUB-SIGNATURE-256")) {
            assertThat(verify("github", Map.of(name, signature), BODY, "k")).isEqualTo(new Verdict.Genuine(0));
        }
    }

    @Test
    void acceptsHexInBothCases() {
        var hex = hexSha256("k", BODY);
        var upper = "sha256=" + hex.toUpperCase(Locale.ROOT);
        assertThat(verify("github", Map.of("x-hub-signature-256", upper), BODY, "k"))
                .isEqualTo(new Verdict.Genuine(0));
    }

    @Test
    void readsListHeadersThatAGatewayJoined() {
        var good = hexSha256(KEY, NOW.getEpochSecond() + "." + BODY);
        var time = "t=" + NOW.getEpochSecond();
        assertThat(stripe(time + ",v1=" + "00".repeat(32) + "," + time + ",v1=" + good))
                .isEqualTo(new Verdict.Genuine(0));
        assertThat(verify(
                        "github",
                        Map.of("x-hub-signature-256", "sha256=00, sha256=" + hexSha256("k", BODY)),
                        BODY,
                        "k"))
                .isEqualTo(new Verdict.Genuine(0));

        var key = new byte[24];
        var right = "v1," + base64(hmac("HmacSHA256", key, utf8("msg_1." + NOW.getEpochSecond() + "." + BODY)));
        var wrong = "v1," + base64(new byte[32]);
        for (var joined : List.of(
                wrong + "," + right, right + ", " + wrong, wrong + " " + wrong + "," + right, "v2,x " + right)) {
            assertThat(standard("msg_1", NOW.getEpochSecond(), joined, base64(key)))
                    .as(joined)
                    .isEqualTo(new Verdict.Genuine(0));
        }
    }

    @Test
    void ignoresStripesLegacySignature() {
        var legacyOnly = "t=1700000000,v0=" + hexSha256(KEY, "1700000000." + BODY);
        assertThat(stripe(legacyOnly)).isEqualTo(MALFORMED);
        assertThat(stripe(stripeAt(1_700_000_000) + ",v0=" + "11".repeat(32))).isEqualTo(new Verdict.Genuine(0));
    }

    @Test
    void namesTheHeaderThatIsMissing() {
        assertThat(verify("stripe", Map.of(), BODY, KEY)).isEqualTo(new Verdict.Unsigned("stripe-signature"));
        assertThat(verify("slack", Map.of("x-slack-signature", "v0=00"), BODY, KEY))
                .isEqualTo(new Verdict.Unsigned("x-slack-request-timestamp"));
        assertThat(verify("standard-webhooks", Map.of("svix-signature", "v1,x", "svix-id", "m"), BODY, KEY))
                .isEqualTo(new Verdict.Unsigned("svix-timestamp"));
        for (var name : Schemes.names()) {
            var options =
                    List.of("hmac", "token", "sha256-suffix", "sha1-suffix").contains(name)
                            ? Map.of("header", "X-Signature")
                            : Map.<String, String>of();
            var scheme = Schemes.of(new SchemeConfig(name, options));
            assertThat(scheme.verify(Requests.post(Map.of(), BODY), secrets("k"), NOW))
                    .as(name)
                    .isInstanceOf(Verdict.Unsigned.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", "v1,", "v1,abc", "v1,====", "v1,QQ", "v2,QUJD", "nonsense", ",", " "})
    void refusesStandardSignaturesThatAreNone(String signature) {
        var verdict = standard("msg_1", NOW.getEpochSecond(), signature, base64(new byte[24]));
        assertThat(verdict).isInstanceOf(Verdict.Forged.class);
    }

    @Test
    void refusesAStandardIdThatCouldBeSplitElsewhere() {
        var key = new byte[24];
        var signature = "v1," + base64(hmac("HmacSHA256", key, utf8("a.1.1700000000." + BODY)));
        assertThat(standard("a.1", NOW.getEpochSecond(), signature, base64(key)))
                .isEqualTo(MALFORMED);
    }

    @Test
    void signsTheRawQueryOfTheUrl() {
        var url = "https://hooks.example.com/in?b=2&a=%7e%20'+x";
        var scheme = Schemes.of(new SchemeConfig("square", Map.of()));
        var signature = base64(hmac("HmacSHA256", utf8("k"), utf8(url + BODY)));
        var headers = Map.of("x-square-hmacsha256-signature", signature);

        assertThat(scheme.verify(Requests.post(url, headers, BODY), secrets("k"), NOW))
                .isEqualTo(new Verdict.Genuine(0));
        assertThat(scheme.verify(Requests.post(url.replace("%7e", "~"), headers, BODY), secrets("k"), NOW))
                .isEqualTo(MISMATCH);
    }

    @Test
    void comparesTokensWhole() {
        assertThat(verify("google-channel-token", Map.of("X-Goog-Channel-Token", "abc"), "", "abc"))
                .isEqualTo(new Verdict.Genuine(0));
        for (var wrong : List.of("ab", "abcd", "ABC", "abc,abc")) {
            assertThat(verify("google-channel-token", Map.of("X-Goog-Channel-Token", wrong), "", "abc"))
                    .isEqualTo(MISMATCH);
        }
    }

    @Test
    void refusesATwilioBodyThatNothingBinds() {
        var url = "https://hooks.example.com/in";
        var signature = base64(hmac("HmacSHA1", utf8("12345"), utf8(url)));
        var scheme = Schemes.of(new SchemeConfig("twilio", Map.of()));
        var headers = Map.of("X-Twilio-Signature", signature, "Content-Type", "application/json");

        assertThat(scheme.verify(Requests.post(url, headers, BODY), secrets("12345"), NOW))
                .isEqualTo(new Verdict.Forged(Verdict.Reason.BODY_HASH_MISMATCH));
        assertThat(scheme.verify(Requests.post(url, headers, ""), secrets("12345"), NOW))
                .isEqualTo(new Verdict.Genuine(0));
    }

    @Test
    void survivesHostileHeadersAndBodies() {
        var random = new Random(7);
        for (var name : Schemes.names()) {
            var options =
                    List.of("hmac", "token", "sha256-suffix", "sha1-suffix").contains(name)
                            ? Map.of("header", "authorization")
                            : Map.<String, String>of();
            var scheme = Schemes.of(new SchemeConfig(name, options));
            for (int i = 0; i < 200; i++) {
                var headers = HOSTILE.stream().collect(Collectors.toMap(h -> h, h -> hostile(random)));
                var request =
                        Requests.post("https://h/x?bodySHA256=zz", headers, Seeds.bytes(random, random.nextInt(300)));
                assertThat(scheme.verify(request, secrets("k", "whsec_" + base64(new byte[24])), NOW))
                        .as(name)
                        .isNotInstanceOf(Verdict.Genuine.class);
            }
        }
    }

    private static final List<String> HOSTILE = List.of(
            "authorization",
            "stripe-signature",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "x-hub-signature-256",
            "x-twilio-signature",
            "x-shopify-hmac-sha256",
            "x-slack-signature",
            "x-slack-request-timestamp",
            "x-signature-ed25519",
            "x-signature-timestamp",
            "x-goog-channel-token");

    private static String hostile(Random random) {
        var pieces = List.of(
                "t=",
                "v1=",
                "v1,",
                "v1a,",
                "sha256=",
                "v0=",
                ",",
                " ",
                "=",
                "1700000000",
                "00ff",
                "QUJD",
                "\u0000",
                "😀");
        var text = new StringBuilder("~");
        for (int i = random.nextInt(12); i > 0; i--) text.append(pieces.get(random.nextInt(pieces.size())));
        return text.toString();
    }
}
