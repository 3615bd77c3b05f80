package dev.usher.signature;

import static dev.usher.signature.SignedBy.hexSha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.testing.Requests;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The two flaws of verification that receivers are known for (FLAW-005 and FLAW-006 of the webhook receiver conformance
 * suite): our scheme has neither, and the same checks catch receivers that have them.
 */
class FlawsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final List<Secret> SECRET = List.of(Secret.of("whsec_test"));
    private static final Scheme STRIPE = Schemes.of(new SchemeConfig("stripe", Map.of()));

    /** A signed body whose spelling a JSON library would change, and its twin that was changed on the way. */
    private static void verifiesTheBytesThatWereSent(Scheme scheme) {
        var sent = "{ \"amount\": 1.10,\r\n \"a\": 1, \"a\": 2 }\n";
        assertThat(scheme.verify(signed(sent, sent, NOW), SECRET, NOW)).isEqualTo(new Verdict.Genuine(0));
        assertThat(scheme.verify(signed("{\"a\":1}", "{ \"a\": 1 }", NOW), SECRET, NOW))
                .isInstanceOf(Verdict.Forged.class);
    }

    private static void refusesWhatIsStaleOrUnsigned(Scheme scheme) {
        assertThat(scheme.verify(signed("{}", "{}", NOW.minusSeconds(301)), SECRET, NOW))
                .isInstanceOf(Verdict.Forged.class);
        assertThat(scheme.verify(signed("{}", "{\"x\":1}", NOW), SECRET, NOW)).isInstanceOf(Verdict.Forged.class);
        assertThat(scheme.verify(Requests.post(Map.of(), "{}"), SECRET, NOW)).isInstanceOf(Verdict.Unsigned.class);
        assertThat(scheme.verify(Requests.post(Map.of("stripe-signature", ""), "{}"), SECRET, NOW))
                .isInstanceOf(Verdict.Forged.class);
    }

    private static Request signed(String signedBody, String sentBody, Instant at) {
        var time = at.getEpochSecond();
        var header = "t=" + time + ",v1=" + hexSha256("whsec_test", time + "." + signedBody);
        return Requests.post(Map.of("Stripe-Signature", header), sentBody);
    }

    @Test
    void oursHasNeither() {
        verifiesTheBytesThatWereSent(STRIPE);
        refusesWhatIsStaleOrUnsigned(STRIPE);
    }

    @Test
    void verifyingAfterReserialisingWouldBeCaught() {
        Scheme flawed = (request, secrets, now) -> STRIPE.verify(reserialised(request), secrets, now);

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> verifiesTheBytesThatWereSent(flawed));
    }

    @Test
    void acceptingWhatIsStaleWouldBeCaught() {
        Scheme flawed = (request, secrets, now) -> {
            var at = STRIPE.signedAt(request);
            return STRIPE.verify(request, secrets, at == null ? now : at);
        };

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> refusesWhatIsStaleOrUnsigned(flawed));
    }

    @Test
    void acceptingWhatIsInvalidOrUnsignedWouldBeCaught() {
        Scheme lenient =
                (request, secrets, now) -> STRIPE.verify(request, secrets, now) instanceof Verdict.Forged(var reason)
                                && reason == Verdict.Reason.SIGNATURE_MISMATCH
                        ? new Verdict.Genuine(0)
                        : STRIPE.verify(request, secrets, now);
        Scheme open = (request, secrets, now) -> STRIPE.verify(request, secrets, now) instanceof Verdict.Unsigned
                ? new Verdict.Genuine(0)
                : STRIPE.verify(request, secrets, now);

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> refusesWhatIsStaleOrUnsigned(lenient));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> refusesWhatIsStaleOrUnsigned(open));
    }

    private static Request reserialised(Request r) {
        var document = Json.readOrNull(r.body().bytes());
        var body = document == null ? r.body() : Body.of(Json.bytes(document));
        return new Request(r.method(), r.path(), r.rawQuery(), r.origin(), "", r.headers(), Map.of(), Map.of(), body);
    }
}
