package dev.usher.signature;

import static dev.usher.signature.SignedBy.base64;
import static dev.usher.signature.SignedBy.hexSha256;
import static dev.usher.signature.SignedBy.hmac;
import static dev.usher.signature.SignedBy.utf8;
import static dev.usher.signature.Verifying.BAD_TIME;
import static dev.usher.signature.Verifying.BODY;
import static dev.usher.signature.Verifying.KEY;
import static dev.usher.signature.Verifying.MISMATCH;
import static dev.usher.signature.Verifying.NOW;
import static dev.usher.signature.Verifying.secrets;
import static dev.usher.signature.Verifying.stripe;
import static dev.usher.signature.Verifying.stripeAt;
import static dev.usher.signature.Verifying.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.SchemeConfig;
import dev.usher.http.Body;
import dev.usher.testing.Requests;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The traps of signed timestamps. */
class TimestampsTest {
    @Test
    void refusesTwoDifferentTimesInOneStripeHeader() {
        assertThat(stripe(stripeAt(NOW.getEpochSecond()) + ",t=1700000001")).isEqualTo(BAD_TIME);
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, -1, 0, 1, 300})
    void acceptsTheWholeWindow(long offset) {
        assertThat(stripe(stripeAt(NOW.getEpochSecond() + offset))).isEqualTo(new Verdict.Genuine(0));
    }

    @Test
    void refusesASignatureOneSecondOutsideTheWindow() {
        assertThat(stripe(stripeAt(NOW.getEpochSecond() - 301)))
                .isEqualTo(new Verdict.Forged(Verdict.Reason.TIMESTAMP_TOO_OLD));
        assertThat(stripe(stripeAt(NOW.getEpochSecond() + 301)))
                .isEqualTo(new Verdict.Forged(Verdict.Reason.TIMESTAMP_IN_FUTURE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1700000000",
                "+1700000000",
                " 1700000000",
                "01700000000",
                "1700000000.0",
                "1.7e9",
                "0x65",
                "abc",
                "1700000000000",
                "99999999999999999999999",
                "9223372036854775808",
                "0",
                "१७००००००००"
            })
    void refusesTimestampsThatAreNoCanonicalNumber(String time) {
        var headers = Map.of(
                "X-Slack-Request-Timestamp",
                time,
                "X-Slack-Signature",
                "v0=" + hexSha256("k", "v0:" + time + ":" + BODY));
        assertThat(verify("slack", headers, BODY, "k"))
                .isInstanceOf(Verdict.Forged.class)
                .isNotEqualTo(MISMATCH);
        // HTTP strips spaces round a field value, and Stripe's are parts of one, so there it is no different number.
        if (!time.startsWith(" ")) {
            assertThat(stripe("t=" + time + ",v1=" + hexSha256(KEY, time + "." + BODY)))
                    .isInstanceOf(Verdict.Forged.class)
                    .isNotEqualTo(MISMATCH);
        }
    }

    @Test
    void readsHubSpotsMillisecondsAndItsEscapes() {
        var url = "https://hooks.example.com/in%2Fa%3fb?x=%40y%20%25&z=%3B";
        var decoded = "https://hooks.example.com/in/a?b?x=@y%20%25&z=;";
        var time = "" + NOW.toEpochMilli();
        var signature = base64(hmac("HmacSHA256", utf8("k"), utf8("POST" + decoded + BODY + time)));
        var scheme = Schemes.of(new SchemeConfig("hubspot-v3", Map.of()));
        var headers = Map.of("X-HubSpot-Signature-v3", signature, "X-HubSpot-Request-Timestamp", time);
        var request = Requests.of("POST", url, headers, Body.utf8(BODY));

        assertThat(scheme.verify(request, secrets("k"), NOW)).isEqualTo(new Verdict.Genuine(0));
        assertThat(scheme.verify(request, secrets("k"), NOW.plusMillis(300_001)))
                .isEqualTo(new Verdict.Forged(Verdict.Reason.TIMESTAMP_TOO_OLD));
        assertThat(scheme.verify(request, secrets("k"), NOW.minusMillis(300_001)))
                .isEqualTo(new Verdict.Forged(Verdict.Reason.TIMESTAMP_IN_FUTURE));
    }
}
