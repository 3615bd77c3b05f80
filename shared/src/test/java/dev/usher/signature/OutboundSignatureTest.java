package dev.usher.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Body;
import dev.usher.testing.Requests;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboundSignatureTest {
    private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
    private static final Secret FIRST = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Secret SECOND = Secret.of("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");

    @Test
    void signsThePublishedVector() {
        var headers = OutboundSignature.with(List.of(FIRST))
                .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", AT, Body.utf8("{\"test\": 2432232314}"));

        assertThat(headers)
                .isEqualTo(Map.of(
                        "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "webhook-timestamp", "1614265330",
                        "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    @Test
    void signsWithEverySecretDuringARotation() {
        var body = Body.of(new byte[] {0, (byte) 0xff, 10});
        var headers = OutboundSignature.with(List.of(FIRST, SECOND)).sign("dlv_1", AT, body);
        var scheme = Schemes.of(new SchemeConfig("standard-webhooks", Map.of()));
        var request = Requests.post("https://r.example.com/", headers, body.bytes());

        assertThat(headers.get("webhook-signature")).matches("v1,\\S{44} v1,\\S{44}");
        assertThat(scheme.verify(request, List.of(FIRST), AT)).isEqualTo(new Verdict.Genuine(0));
        assertThat(scheme.verify(request, List.of(SECOND), AT)).isEqualTo(new Verdict.Genuine(0));
    }

    @Test
    void takesOnlySecretsThatTheSpecificationAllows() {
        var tooShort = Secret.of("whsec_" + Base64.getEncoder().encodeToString(new byte[23]));
        var tooLong = Secret.of("whsec_" + Base64.getEncoder().encodeToString(new byte[65]));
        var publicKey = Secret.of("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=");
        for (var bad : List.of(tooShort, tooLong, publicKey, Secret.of(""), Secret.of("whsec_?"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OutboundSignature.with(List.of(FIRST, bad)))
                    .withMessageContaining("signing secret 2");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> OutboundSignature.with(List.of()));
    }

    @Test
    void takesNoIdThatWouldBlurWhatIsSigned() {
        var signature = OutboundSignature.with(List.of(FIRST));
        for (var bad : List.of("", "a.b", "a b", "a\r\nb", "x".repeat(257))) {
            assertThatIllegalArgumentException().isThrownBy(() -> signature.sign(bad, AT, Body.EMPTY));
        }
    }
}
