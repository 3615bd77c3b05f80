package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.local.story.Conformance.Check;
import dev.usher.local.story.ToyReceiver.Flaw;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Usher in every scenario of the catalogue, and for every flaw that Usher has it not and that a receiver with it is found out. */
@On(Stage.STORY)
class ConformanceIT {
    private final Stage stage;
    private final JudgedUsher usher;

    ConformanceIT(Stage stage) {
        this.stage = stage;
        this.usher = new JudgedUsher(stage);
    }

    @Test
    @DisplayName("SCN-001 single-valid-delivery")
    void aSingleValidDelivery() throws Exception {
        Conformance.oneDeliveryHasOneEffect(usher);
    }

    @Test
    @DisplayName("SCN-002 sequential-duplicate")
    void sequentialDuplicates() throws Exception {
        Conformance.aDuplicateHasNoEffect(usher);
    }

    @Test
    @DisplayName("SCN-003 concurrent-duplicate")
    void concurrentDuplicates() throws Exception {
        Conformance.duplicatesAtTheSameMomentHaveOneEffect(usher);
    }

    @Test
    @DisplayName("SCN-004 dependency-order-reversal")
    void reversedOrder() throws Exception {
        Conformance.aRefundMayComeBeforeItsPayment(usher);
    }

    @Test
    @DisplayName("SCN-005 timeout-then-retry")
    void aTimeoutThenARetry() throws Exception {
        Conformance.aSenderThatSawNoAnswerMaySendAgain(usher);
    }

    @Test
    @DisplayName("SCN-006 connection-failure-then-retry")
    void aConnectionFailureThenARetry() throws Exception {
        var id = Conformance.id();
        var webhook = Conformance.payment(id);
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), closed).close())
                .isInstanceOf(IOException.class);
        usher.hangUpAfter(webhook, webhook.body().size() / 2);
        assertThat(usher.effects(id)).as("half a webhook is none").isZero();
        assertThat(usher.post(webhook)).isEqualTo(200);
        assertThat(usher.effects(id)).isEqualTo(1);
    }

    @Test
    @DisplayName("SCN-007 missing-signature")
    void aMissingSignature() throws Exception {
        Conformance.withoutASignatureNothingHappens(usher);
    }

    @Test
    @DisplayName("SCN-008 malformed-signature")
    void aMalformedSignature() throws Exception {
        Conformance.withAMalformedSignatureNothingHappens(usher);
    }

    @Test
    @DisplayName("SCN-009 wrong-key-signature")
    void aWrongKey() throws Exception {
        Conformance.withAnotherKeyNothingHappens(usher);
    }

    @Test
    @DisplayName("SCN-010 stale-timestamp")
    void aStaleTimestamp() throws Exception {
        Conformance.aStaleWebhookHasNoEffect(usher);
    }

    @Test
    @DisplayName("SCN-011 alter-after-signing")
    void anAlteredBody() throws Exception {
        Conformance.aBodyAlteredAfterSigningHasNoEffect(usher);
    }

    @Test
    @DisplayName("SCN-012 malformed-body-and-content-type")
    void aMalformedBody() throws Exception {
        Conformance.aMalformedBodyIsRefused(usher);
    }

    @Test
    @DisplayName("SCN-013 receiver-restart-between-attempts")
    void aReceiverThatIsDownBetweenAttempts() throws Exception {
        // Usher's own restart, by kill -9, is the crash suite's matter.
        var id = Conformance.id();
        stage.behave("conform", "{\"reset\":true,\"times\":2}");
        assertThat(usher.post(Conformance.payment(id))).isEqualTo(200);
        assertThat(usher.post(Conformance.payment(id))).isEqualTo(200);
        assertThat(usher.effects(id)).isEqualTo(1);
    }

    @Test
    @DisplayName("SCN-014 harness-crash-after-send")
    void aSenderThatDiesAfterSending() throws Exception {
        var id = Conformance.id();
        usher.postAndHangUp(Conformance.payment(id));
        Eventually.until("what was sent whole is stored all the same", () -> usher.stored(id));
        assertThat(usher.effects(id)).isEqualTo(1);
        assertThat(usher.post(Conformance.payment(id)))
                .as("the harness resumes")
                .isEqualTo(200);
        assertThat(usher.effects(id)).isEqualTo(1);
    }

    @Test
    @DisplayName("SCN-015 partial-processing-reference-hook")
    void oneOfTwoDestinationsFails() throws Exception {
        var id = Conformance.id();
        stage.behave("conform-late", "{\"status\":500,\"times\":1}");
        var body = Conformance.body(id, "payment_intent.succeeded", "").replace("\"conform\"", "\"both\"");
        assertThat(usher.post(Providers.stripe(body))).isEqualTo(200);
        assertThat(usher.effects(id, "conform")).isEqualTo(1);
        assertThat(usher.effects(id, "conform-late")).isEqualTo(1);
        assertThat(usher.post(Providers.stripe(body))).isEqualTo(200);
        assertThat(usher.effects(id, "conform"))
                .as("what was done is not done again")
                .isEqualTo(1);
    }

    @Test
    @DisplayName("SCN-016 redaction-canary")
    void aCanaryIsNotSeen() throws Exception {
        Conformance.nothingSecretIsLogged(usher);
    }

    @Test
    @DisplayName("FLAW-001 no idempotency record")
    void noIdempotencyIsFoundOut() throws Exception {
        finds(Flaw.NO_IDEMPOTENCY, Conformance::aDuplicateHasNoEffect);
    }

    @Test
    @DisplayName("FLAW-002 check-then-insert race")
    void aRaceIsFoundOut() throws Exception {
        finds(Flaw.CHECK_THEN_INSERT_RACE, Conformance::duplicatesAtTheSameMomentHaveOneEffect);
    }

    @Test
    @DisplayName("FLAW-003 marked done before the effect")
    void doneTooEarlyIsFoundOut() throws Exception {
        finds(Flaw.DONE_BEFORE_EFFECT, Conformance::anEffectThatFailedIsMadeUpFor);
    }

    @Test
    @DisplayName("FLAW-004 acknowledged before durable")
    void anEmptyPromiseIsFoundOut() throws Exception {
        finds(Flaw.ACKNOWLEDGED_BEFORE_DURABLE, Conformance::whatWasAnsweredIsStored);
    }

    @Test
    @DisplayName("FLAW-005 verified after reserialising")
    void verifyingOtherBytesIsFoundOut() throws Exception {
        finds(Flaw.VERIFIED_AFTER_RESERIALISING, Conformance::bytesAreVerifiedAsTheyCame);
    }

    @Test
    @DisplayName("FLAW-006 stale or invalid accepted")
    void acceptingTheStaleIsFoundOut() throws Exception {
        finds(Flaw.STALE_ACCEPTED, Conformance::aStaleWebhookHasNoEffect);
    }

    @Test
    @DisplayName("FLAW-007 effect before deduplication")
    void anEffectTooEarlyIsFoundOut() throws Exception {
        finds(Flaw.EFFECT_BEFORE_DEDUPLICATION, Conformance::aDuplicateHasNoEffect);
    }

    @Test
    @DisplayName("FLAW-008 order assumed")
    void assumingAnOrderIsFoundOut() throws Exception {
        finds(Flaw.ORDER_ASSUMED, Conformance::aRefundMayComeBeforeItsPayment);
    }

    @Test
    @DisplayName("FLAW-009 secrets logged")
    void loggingSecretsIsFoundOut() throws Exception {
        finds(Flaw.SECRETS_LOGGED, Conformance::nothingSecretIsLogged);
    }

    @Test
    @DisplayName("FLAW-010 crash after the effect, before the acknowledgement")
    void aCrashAfterTheEffectIsFoundOut() throws Exception {
        finds(Flaw.CRASH_AFTER_EFFECT, Conformance::aSenderThatSawNoAnswerMaySendAgain);
    }

    /** Usher and the faultless receiver pass; the one with the flaw does not, so the check is worth something. */
    private void finds(Flaw flaw, Check check) throws Exception {
        check.on(new ToyReceiver(null));
        assertThatThrownBy(() -> check.on(new ToyReceiver(flaw))).isInstanceOf(AssertionError.class);
        check.on(usher);
    }
}
