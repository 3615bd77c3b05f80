package dev.usher.bench.micro;

import dev.usher.config.Priority;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import java.util.Map;

/** The body that all microbenchmarks share: a Stripe event. */
final class Payloads {
    private static final String STRIPE = """
            {"id":"evt_bench","object":"event","api_version":"2025-10-29","created":1780000000,"livemode":true,"pending_webhooks":1,\
            "type":"payment_intent.succeeded","request":{"id":"req_1","idempotency_key":"k-1"},"data":{"object":{"id":"pi_bench",\
            "object":"payment_intent","amount":125000,"amount_capturable":0,"amount_received":125000,"capture_method":"automatic",\
            "client_secret":"pi_bench_secret_x","confirmation_method":"automatic","currency":"eur","customer":"cus_1","description":"Deposit",\
            "latest_charge":"ch_1","payment_method":"pm_1","payment_method_types":["card","sepa_debit"],"receipt_email":null,"status":"succeeded",\
            "shipping":{"address":{"city":"Verona","country":"IT","line1":"Via Cappello 23","postal_code":"37121","state":null},"name":"J. Capulet"},\
            "metadata":{"wedding_id":"w-1","supplier_id":"s-1","booking_id":"b-1","payment_type":"final","note":""}}}}""";

    private Payloads() {}

    /** Of exactly so many bytes. */
    static String stripe(int bytes) {
        return STRIPE.replace("\"note\":\"\"", "\"note\":\"" + "n".repeat(bytes - STRIPE.length()) + "\"");
    }

    /** The event that intake makes of it. */
    static Event event() {
        return new Event(
                EventId.of("stripe", "evt_bench", 0),
                "stripe",
                "evt_bench",
                "payment_intent.succeeded",
                Priority.HIGH,
                Signed.NOW,
                Map.of("weddingId", "w-1", "supplierId", "s-1", "bookingId", "b-1", "paymentType", "final"),
                Headers.of(Map.of(
                        "content-type",
                        "application/json",
                        "user-agent",
                        "Stripe/1.0",
                        "stripe-signature",
                        "t=1,v1=" + "0".repeat(64))),
                "https://hooks.example.com/webhooks/stripe",
                "5b1d3e0a-64de-4a77-bd0b-0c5b1a2f3c4d",
                Body.utf8(stripe(2048)));
    }
}
