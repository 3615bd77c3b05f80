package dev.usher.local.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook.Signature;
import dev.usher.http.Json;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A small receiver as people write them: right without a flaw, and else wrong in the one way that it names. */
final class ToyReceiver implements Judged {
    /** After the catalogue of luckyteagirl/webhook-receiver-conformance. */
    enum Flaw {
        NO_IDEMPOTENCY,
        CHECK_THEN_INSERT_RACE,
        DONE_BEFORE_EFFECT,
        ACKNOWLEDGED_BEFORE_DURABLE,
        VERIFIED_AFTER_RESERIALISING,
        STALE_ACCEPTED,
        EFFECT_BEFORE_DEDUPLICATION,
        ORDER_ASSUMED,
        SECRETS_LOGGED,
        CRASH_AFTER_EFFECT
    }

    private static final long TOLERANCE_SECONDS = 300;

    private final @Nullable Flaw flaw;
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final Set<String> durable = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private volatile boolean effectFails;
    private volatile boolean dying;

    /** @param flaw null: none */
    ToyReceiver(@Nullable Flaw flaw) {
        this.flaw = flaw;
    }

    @Override
    public int post(Webhook webhook) throws Exception {
        var signature = webhook.headers().get("Stripe-Signature");
        if (signature == null) return 400;
        log.add(has(Flaw.SECRETS_LOGGED) ? webhook.headers() + webhook.body().text() : "received");
        if (!genuine(webhook, signature)) return 401;
        var json = Json.readOrNull(webhook.body().bytes());
        if (json == null) return 400;
        return take(json.path("id").asText(), json);
    }

    private boolean genuine(Webhook webhook, String signature) {
        var json = Json.readOrNull(webhook.body().bytes());
        boolean anew = has(Flaw.VERIFIED_AFTER_RESERIALISING) && json != null;
        var text = anew ? String.valueOf(json) : webhook.body().text();
        long tolerance = has(Flaw.STALE_ACCEPTED) ? 0 : TOLERANCE_SECONDS; // 0: stripe-java looks at no time
        try {
            return Signature.verifyHeader(text, signature, Providers.secret("STRIPE_WEBHOOK_SECRET"), tolerance);
        } catch (SignatureVerificationException | RuntimeException refused) {
            return false;
        }
    }

    private int take(String id, JsonNode event) throws InterruptedException {
        if (has(Flaw.ORDER_ASSUMED) && event.path("type").asText().equals("charge.refunded")
                && !done.contains(event.path("about").asText())) return 409;
        if (has(Flaw.EFFECT_BEFORE_DEDUPLICATION)) {
            effect(id);
            done.add(id);
            return 200;
        }
        if (has(Flaw.CHECK_THEN_INSERT_RACE)) {
            if (done.contains(id)) return 200;
            Thread.sleep(20); // the database's time, in which the others look too
            return once(id);
        }
        if (has(Flaw.NO_IDEMPOTENCY)) return once(id);
        synchronized (done) {
            return done.contains(id) ? 200 : once(id);
        }
    }

    private int once(String id) {
        if (has(Flaw.DONE_BEFORE_EFFECT)) done.add(id);
        if (effectFails) {
            effectFails = false;
            return 500;
        }
        effect(id);
        if (has(Flaw.CRASH_AFTER_EFFECT) && dying) return 500;
        done.add(id);
        if (!has(Flaw.ACKNOWLEDGED_BEFORE_DURABLE)) durable.add(id);
        return 200;
    }

    private void effect(String id) {
        effects.computeIfAbsent(id, absent -> new AtomicInteger()).incrementAndGet();
    }

    private boolean has(Flaw one) {
        return flaw == one;
    }

    @Override
    public void postAndHangUp(Webhook webhook) throws Exception {
        dying = true;
        post(webhook);
        dying = false;
    }

    @Override
    public void failTheNextEffect() {
        effectFails = true;
    }

    @Override
    public boolean stored(String providerId) {
        return durable.contains(providerId);
    }

    @Override
    public int effects(String providerId) {
        var count = effects.get(providerId);
        return count == null ? 0 : count.get();
    }

    @Override
    public String log() {
        return String.join("\n", log);
    }
}
