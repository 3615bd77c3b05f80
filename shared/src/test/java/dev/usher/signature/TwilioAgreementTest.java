package dev.usher.signature;

import static dev.usher.signature.SignedBy.base64;
import static dev.usher.signature.SignedBy.hmac;
import static dev.usher.signature.SignedBy.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.security.RequestValidator;
import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.testing.Requests;
import dev.usher.testing.Seeds;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Agreement with twilio-java over forms, JSON bodies, ports and mutations.
 *
 * <p>Its map of fields cannot hold a name twice; the published vectors cover that.
 */
class TwilioAgreementTest {
    private static final int RUNS = 2000;
    private static final Instant NOW = Instant.parse("2026-05-02T10:15:30.900Z");

    @Test
    void agreesWithTwilioOverFormsAndPorts() {
        var scheme = Schemes.of(new SchemeConfig("twilio", Map.of()));
        Seeds.forEach(RUNS, random -> {
            var token = Seeds.word(random, 1 + random.nextInt(32));
            var fields = new TreeMap<String, String>();
            for (int i = random.nextInt(8); i > 0; i--) {
                fields.put(Seeds.word(random, 1 + random.nextInt(10)), plane0(Seeds.text(random, 20)));
            }
            var signedUrl = url(random);
            var seenUrl = random.nextBoolean() ? signedUrl : url(random);
            var message = new StringBuilder(signedUrl);
            fields.forEach((name, value) -> message.append(name).append(value));
            var signature = base64(hmac("HmacSHA1", utf8(token), utf8(message.toString())));

            assertThat(agreeOnTwilio(scheme, seenUrl, fields, signature, token))
                    .isEqualTo(samePlace(signedUrl, seenUrl));
            agreeOnTwilio(scheme, signedUrl, fields, Seeds.mutated(random, signature), token);
            assertThat(agreeOnTwilio(scheme, signedUrl, fields, signature, token + "0"))
                    .isFalse();
            fields.put("Added", "");
            assertThat(agreeOnTwilio(scheme, signedUrl, fields, signature, token))
                    .isFalse();
        });
    }

    /** The same URL but for a port that is missing on one side, and standard or on the side that was seen. */
    private static boolean samePlace(String signed, String seen) {
        return seen.equals(signed) || TwilioUrl.otherPort(seen).equals(signed);
    }

    private static String url(RandomGenerator random) {
        var scheme = random.nextBoolean() ? "https" : "http";
        var ports = List.of("", ":80", ":443", ":1234");
        return scheme + "://mycompany.com" + ports.get(random.nextInt(4)) + "/myapp.php?foo=" + random.nextInt(2);
    }

    /** Twilio's Java library sorts by UTF-16, its others by code point; they differ only beyond the basic plane. */
    private static String plane0(String text) {
        return text.replaceAll("[^\\u0000-\\uD7FF]", "");
    }

    private static boolean agreeOnTwilio(
            Scheme scheme, String url, Map<String, String> fields, String signature, String token) {
        boolean theirs = new RequestValidator(token).validate(url, fields, signature);
        var form = fields.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var headers = Map.of("X-Twilio-Signature", signature, "Content-Type", "application/x-www-form-urlencoded");
        var verdict = scheme.verify(Requests.post(url, headers, form), List.of(Secret.of(token)), NOW);
        assertThat(verdict instanceof Verdict.Genuine)
                .as("twilio says %s, we say %s of %s %s", theirs, verdict, url, fields)
                .isEqualTo(theirs);
        return theirs;
    }

    @Test
    void agreesWithTwilioOverJsonBodies() {
        var scheme = Schemes.of(new SchemeConfig("twilio", Map.of()));
        Seeds.forEach(RUNS / 2, random -> {
            var token = Seeds.word(random, 32);
            var body = Seeds.text(random, 200) + "}";
            var url = url(random) + "&bodySHA256=" + SignedBy.hex(sha256(body));
            var signature = base64(hmac("HmacSHA1", utf8(token), utf8(url)));
            assertThat(agreeOnTwilioJson(scheme, url, body, signature, token)).isTrue();
            assertThat(agreeOnTwilioJson(scheme, url, Seeds.mutated(random, body), signature, token))
                    .isFalse();
            var otherUrl = url(random) + "&bodySHA256=" + SignedBy.hex(sha256(body));
            agreeOnTwilioJson(scheme, otherUrl, body, signature, token);
            assertThat(agreeOnTwilioJson(scheme, url + "0", body, signature, token))
                    .isFalse();
        });
    }

    private static boolean agreeOnTwilioJson(Scheme scheme, String url, String body, String signature, String token) {
        boolean theirs;
        try {
            theirs = new RequestValidator(token).validate(url, body, signature);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        var headers = Map.of("X-Twilio-Signature", signature, "Content-Type", "application/json");
        var verdict = scheme.verify(Requests.post(url, headers, body), List.of(Secret.of(token)), NOW);
        assertThat(verdict instanceof Verdict.Genuine)
                .as("twilio says %s, we say %s of %s", theirs, verdict, url)
                .isEqualTo(theirs);
        return theirs;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(utf8(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
