package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;

/**
 * What a receiver of webhooks must do, after the failure scenarios SCN-001 to SCN-016 and the flaws FLAW-001 to FLAW-010 of
 * the public project luckyteagirl/webhook-receiver-conformance. Webhooks are signed as Stripe signs.
 */
final class Conformance {
    private static final String CANARY = "canary-7f3a";
    private static final int AT_ONCE = 16;

    private Conformance() {}

    /** One requirement. */
    @FunctionalInterface
    interface Check {
        void on(Judged judged) throws Exception;
    }

    static void oneDeliveryHasOneEffect(Judged judged) throws Exception {
        var id = id();
        assertThat(judged.post(payment(id))).isEqualTo(200);
        assertThat(judged.effects(id)).isEqualTo(1);
    }

    static void aDuplicateHasNoEffect(Judged judged) throws Exception {
        var id = id();
        for (int i = 0; i < 3; i++) assertThat(judged.post(payment(id))).isEqualTo(200);
        assertThat(judged.effects(id)).isEqualTo(1);
    }

    static void duplicatesAtTheSameMomentHaveOneEffect(Judged judged) throws Exception {
        var id = id();
        var webhook = payment(id);
        var barrier = new CyclicBarrier(AT_ONCE);
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var calls = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < AT_ONCE; i++)
                calls.add(() -> {
                    barrier.await();
                    return judged.post(webhook);
                });
            for (var answer : threads.invokeAll(calls)) assertThat(answer.get()).isEqualTo(200);
        }
        assertThat(judged.effects(id)).isEqualTo(1);
    }

    static void aRefundMayComeBeforeItsPayment(Judged judged) throws Exception {
        var payment = id();
        var refund = id();
        assertThat(judged.post(event(refund, "charge.refunded", payment))).isEqualTo(200);
        assertThat(judged.post(payment(payment))).isEqualTo(200);
        assertThat(judged.effects(refund)).isEqualTo(1);
        assertThat(judged.effects(payment)).isEqualTo(1);
    }

    static void aSenderThatSawNoAnswerMaySendAgain(Judged judged) throws Exception {
        var id = id();
        judged.postAndHangUp(payment(id));
        assertThat(judged.post(payment(id))).isEqualTo(200);
        assertThat(judged.effects(id)).isEqualTo(1);
    }

    static void anEffectThatFailedIsMadeUpFor(Judged judged) throws Exception {
        var id = id();
        judged.failTheNextEffect();
        judged.post(payment(id));
        assertThat(judged.post(payment(id))).isEqualTo(200);
        assertThat(judged.effects(id)).isEqualTo(1);
    }

    static void whatWasAnsweredIsStored(Judged judged) throws Exception {
        var id = id();
        assertThat(judged.post(payment(id))).isEqualTo(200);
        assertThat(judged.stored(id)).isTrue();
    }

    static void withoutASignatureNothingHappens(Judged judged) throws Exception {
        var id = id();
        assertThat(judged.post(payment(id).without("Stripe-Signature"))).isEqualTo(400);
        assertThat(judged.effects(id)).isZero();
    }

    static void withAMalformedSignatureNothingHappens(Judged judged) throws Exception {
        var id = id();
        for (var header : new String[] {"v1=", "t=,v1=", "t=now,v1=00", "garbage", "t=1", ",,,", "t=1,t=2,v1=zz"})
            assertThat(judged.post(payment(id).with("Stripe-Signature", header))).as(header).isBetween(400, 401);
        assertThat(judged.effects(id)).isZero();
    }

    static void withAnotherKeyNothingHappens(Judged judged) throws Exception {
        var id = id();
        assertThat(judged.post(Providers.stripe(body(id, "payment_intent.succeeded", ""), Instant.now(), "whsec_other")))
                .isEqualTo(401);
        assertThat(judged.effects(id)).isZero();
    }

    static void aStaleWebhookHasNoEffect(Judged judged) throws Exception {
        for (long age : new long[] {301, 86_400}) {
            var id = id();
            var at = Instant.now().minusSeconds(age + 5);
            var stale = Providers.stripe(body(id, "payment_intent.succeeded", ""), at, Providers.secret("STRIPE_WEBHOOK_SECRET"));
            assertThat(judged.post(stale)).isEqualTo(401);
            assertThat(judged.effects(id)).isZero();
        }
    }

    static void aBodyAlteredAfterSigningHasNoEffect(Judged judged) throws Exception {
        var id = id();
        var signed = payment(id);
        var text = signed.body().text();
        // The same document to a parser, other bytes to the signature.
        for (var other : new String[] {text + " ", text.replace(":", ": "), text.replace("100", "1e2"), text.replace("100", "999")})
            assertThat(judged.post(signed.withBody(other))).isEqualTo(401);
        assertThat(judged.effects(id)).isZero();
    }

    static void bytesAreVerifiedAsTheyCame(Judged judged) throws Exception {
        var id = id();
        var odd = "{ \"id\":\"" + id + "\" ,\n\t\"type\":\"payment_intent.succeeded\",\"to\":\"conform\",\"n\":1.0e+02,\"u\":\"\\u00e9\\/\",\"n\":1.50 }\r\n";
        assertThat(judged.post(Providers.stripe(odd))).isEqualTo(200);
        assertThat(judged.effects(id)).isEqualTo(1);
        aBodyAlteredAfterSigningHasNoEffect(judged);
    }

    static void aMalformedBodyIsRefused(Judged judged) throws Exception {
        for (var body : new String[] {"", "{", "{\"id\":}", "not json", "{} {}", "\u0000"})
            assertThat(judged.post(Providers.stripe(body))).as(body).isEqualTo(400);
        var id = id();
        assertThat(judged.post(payment(id).with("Content-Type", "text/nonsense; ="))).isEqualTo(200);
        assertThat(judged.effects(id)).as("the source says what bodies are, not the sender").isEqualTo(1);
    }

    static void nothingSecretIsLogged(Judged judged) throws Exception {
        var id = id();
        var webhook = Providers.stripe(body(id, "payment_intent.succeeded", CANARY + id));
        assertThat(judged.post(webhook)).isEqualTo(200);
        assertThat(judged.effects(id)).isEqualTo(1);
        judged.post(webhook.withBody("{\"name\":\"" + CANARY + id + "\"}"));
        assertThat(judged.log())
                .doesNotContain(CANARY + id)
                .doesNotContain(Providers.secret("STRIPE_WEBHOOK_SECRET"))
                .doesNotContain(webhook.headers().getOrDefault("Stripe-Signature", "none"));
    }

    static String id() {
        return "evt_" + UUID.randomUUID();
    }

    static Webhook payment(String id) {
        return event(id, "payment_intent.succeeded", "");
    }

    static Webhook event(String id, String type, String about) {
        return Providers.stripe(body(id, type, about));
    }

    static String body(String id, String type, String about) {
        return "{\"id\":\"%s\",\"type\":\"%s\",\"to\":\"conform\",\"amount\":100,\"about\":\"%s\"}".formatted(id, type, about);
    }
}
