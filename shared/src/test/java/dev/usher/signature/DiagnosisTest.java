package dev.usher.signature;

import static dev.usher.signature.SignedBy.base64;
import static dev.usher.signature.SignedBy.hexSha256;
import static dev.usher.signature.SignedBy.hmac;
import static dev.usher.signature.SignedBy.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Request;
import dev.usher.testing.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final SchemeConfig STRIPE = new SchemeConfig("stripe", Map.of());
    private static final SchemeConfig GITHUB = new SchemeConfig("github", Map.of());
    private static final SchemeConfig SQUARE = new SchemeConfig("square", Map.of());

    private static Optional<Diagnosis> diagnose(SchemeConfig scheme, Request request, String own) {
        return Diagnosis.of(scheme, request, List.of(Secret.of(own)), Map.of(), NOW);
    }

    private static Request stripe(String secret, long time, String body) {
        return Requests.post(
                Map.of("Stripe-Signature", "t=" + time + ",v1=" + hexSha256(secret, time + "." + body)), body);
    }

    private static Request github(String secret, String signedBody, String sentBody) {
        return Requests.post(Map.of("X-Hub-Signature-256", "sha256=" + hexSha256(secret, signedBody)), sentBody);
    }

    private static Diagnosis.Cause causeOf(Optional<Diagnosis> diagnosis) {
        return diagnosis.orElseThrow().cause();
    }

    @Test
    void saysByHowMuchAClockIsWrong() {
        var late = diagnose(STRIPE, stripe("k", NOW.getEpochSecond() - 3600, "{}"), "k");
        var early = diagnose(STRIPE, stripe("k", NOW.getEpochSecond() + 400, "{}"), "k");

        assertThat(late).contains(new Diagnosis(new Diagnosis.Cause.Clock(), Duration.ofHours(-1)));
        assertThat(early.orElseThrow().text())
                .isEqualTo("the signature is right, and its timestamp is 400 s ahead of ours");
    }

    @Test
    void namesTheSourceWhoseSecretItWas() {
        var request = stripe("theirs", NOW.getEpochSecond() - 900, "{}");
        var others = Map.of(
                "stripe (previous)", List.of(Secret.of("old")),
                "stripe-test", List.of(Secret.of("x"), Secret.of("theirs")));

        var diagnosis = Diagnosis.of(STRIPE, request, List.of(Secret.of("ours")), others, NOW);

        assertThat(diagnosis)
                .contains(new Diagnosis(new Diagnosis.Cause.OtherSecret("stripe-test", 2), Duration.ofMinutes(-15)));
        assertThat(diagnosis.orElseThrow().text()).doesNotContain("theirs").doesNotContain("ours ");
    }

    @ParameterizedTest
    @CsvSource({
        "https://hooks.example.com/in, http://hooks.example.com/in",
        "https://hooks.example.com/in, https://hooks.example.com:443/in",
        "https://hooks.example.com:8443/in, https://hooks.example.com/in",
        "https://hooks.example.com/in, https://hooks.example.com/in/",
        "https://hooks.example.com/in/, http://hooks.example.com:80/in",
        "https://hooks.example.com/in, https://abc.execute-api.eu-west-1.amazonaws.com/in",
    })
    void findsTheUrlThatWasSigned(String registered, String signed) {
        var headers = new HashMap<String, String>();
        headers.put(
                "x-square-hmacsha256-signature", base64(hmac("HmacSHA256", utf8("k"), utf8(signed + "?t=secret{}"))));
        headers.put("Host", "abc.execute-api.eu-west-1.amazonaws.com");
        var diagnosis = diagnose(SQUARE, Requests.post(registered + "?t=secret", headers, "{}"), "k");

        assertThat(causeOf(diagnosis)).isEqualTo(new Diagnosis.Cause.OtherUrl(signed));
        assertThat(diagnosis.orElseThrow().toString()).doesNotContain("t=secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":[1,{}]}|{ \"a\" : 1, \"b\": [1, {}] }|as compact JSON",
                "{\"a\": 1, \"b\": [1, {}]}|{\"a\":1,\"b\":[1,{}]}|as JSON on one line with spaces",
                "{\\n  \"a\": [\\n    1,\\n    {}\\n  ]\\n}|{\"a\":[1,{}]}|as JSON indented by two",
                "{}|{}\\n|without its trailing line break",
                "{}\\n|{}|with a trailing line feed",
                "{}\\r\\n|{}|with a trailing CR LF",
                "{}\\r\\n|{}\\n|with a trailing CR LF, not a line feed",
                "a\\r\\nb|a\\nb|with CR LF for line feeds",
            })
    void findsTheBodyThatWasSigned(String signed, String sent, String change) {
        var request = github("k", unescaped(signed), unescaped(sent));
        var cause = causeOf(diagnose(GITHUB, request, "k"));

        if (change.endsWith("not a line feed")) change = "with CR LF for line feeds";
        assertThat(cause).isEqualTo(new Diagnosis.Cause.OtherBody(change));
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r");
    }

    @Test
    void findsASecretThatWasReadTheWrongWay() {
        assertThat(causeOf(diagnose(GITHUB, github("abc", "{}", "{}"), "whsec_abc")))
                .isEqualTo(new Diagnosis.Cause.OtherReading(1, "without its prefix"));
        assertThat(causeOf(diagnose(GITHUB, github("abc", "{}", "{}"), base64(utf8("abc")))))
                .isEqualTo(new Diagnosis.Cause.OtherReading(1, "base64-decoded"));
        assertThat(causeOf(diagnose(GITHUB, github("abc", "{}", "{}"), "abc\n")))
                .isEqualTo(new Diagnosis.Cause.OtherReading(1, "stripped of white space"));
        var binary = new byte[] {(byte) 0xff, 0, 7};
        var request = Requests.post(
                Map.of("x-hub-signature-256", "sha256=" + SignedBy.hex(hmac("HmacSHA256", binary, utf8("{}")))), "{}");
        assertThat(causeOf(diagnose(GITHUB, request, base64(binary))))
                .isEqualTo(new Diagnosis.Cause.OtherReading(1, "base64-decoded"));
    }

    @Test
    void saysNothingOfWhatIsGenuineUnsignedOrUnexplained() {
        assertThat(diagnose(GITHUB, github("k", "{}", "{}"), "k")).isEmpty();
        assertThat(diagnose(GITHUB, Requests.post(Map.of(), "{}"), "k")).isEmpty();
        assertThat(diagnose(GITHUB, github("unknown", "{}", "{\"a\":[1,2]}"), "k"))
                .isEmpty();
    }

    @Test
    void looksAtABoundedNumberOfSuspects() {
        var others = new HashMap<String, List<Secret>>();
        for (int i = 0; i < 500; i++) others.put("source-" + i, List.of(Secret.of("s" + i)));
        var request = Requests.post(
                "https://hooks.example.com/in?x=1",
                Map.of("Host", "a.example.com", "X-Forwarded-Host", "b.example.com"),
                "\u00ef{\"a\":\n1}\n");
        var own = List.of("aa", "bb", "cc", "dd", "ee").stream().map(Secret::of).toList();

        assertThat(Suspects.of(request, own, others).count()).isBetween(100L, (long) Diagnosis.MAX_TRIALS);
    }
}
