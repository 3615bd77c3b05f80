package dev.usher.egress;

import dev.usher.config.Destination;
import dev.usher.config.Secret;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Target;
import dev.usher.message.Attempt;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.routing.Routing.Leg;
import dev.usher.signature.OutboundSignature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sends deliveries over {@link Egress}, signed as Standard Webhooks. */
final class SignedSender {
    private final Egress egress;
    private final SecretSource secrets;
    private final InstantSource clock;

    SignedSender(Egress egress, SecretSource secrets, InstantSource clock) {
        this.egress = egress;
        this.secrets = secrets;
        this.clock = clock;
    }

    Attempt send(DeliveryId id, Event event, Destination destination, Leg leg, int number) {
        if (!(destination.target() instanceof Target.Http(var url)))
            throw new IllegalArgumentException(destination.name() + " is no HTTP endpoint");
        var at = clock.instant();
        var attempts = new Attempts(number, at, leg.body().size(), clock);
        try {
            var headers = headers(id, event, destination, leg, number, at);
            // Receivers know it again by its webhook-id.
            var call = new Call("POST", url, headers, leg.body(), destination.timeout()).knownAgain();
            return attempts.of(egress.call(call));
        } catch (SecretUnavailable | IllegalArgumentException unusable) {
            return attempts.withoutSecret("the signing secret can't be used");
        }
    }

    /** The id is the event's, whatever the attempt, the destination or the replay: receivers deduplicate by it. */
    private Map<String, String> headers(
            DeliveryId id, Event event, Destination destination, Leg leg, int number, Instant at) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", leg.contentType());
        headers.putAll(destination.headers());
        headers.put("usher-delivery", id.toString());
        headers.put("usher-attempt", Integer.toString(number));
        headers.put("usher-source", event.source());
        headers.put("usher-event-type", headerSafe(event.type()));
        headers.put("usher-correlation-id", event.correlationId());
        headers.putAll(signature(destination).sign(event.id().text(), at, leg.body()));
        return headers;
    }

    /** A secret may hold several keys, separated by white space: all sign, so that a receiver can change over. */
    private OutboundSignature signature(Destination destination) {
        var keys = secrets.get(destination.secret()).reveal().strip().split("\\s+");
        return OutboundSignature.with(Arrays.stream(keys).map(Secret::of).toList());
    }

    private static String headerSafe(String value) {
        return value.chars().allMatch(c -> c >= 0x20 && c < 0x7f) ? value : value.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
