package dev.usher.egress;

import dev.usher.config.Destination;
import dev.usher.config.Dialect;
import dev.usher.config.Secret;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.delivery.Sender;
import dev.usher.delivery.Sent;
import dev.usher.http.Body;
import dev.usher.message.Attempt;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.message.Outcome;
import dev.usher.routing.Routing.Leg;
import dev.usher.signal.Answer;
import dev.usher.signal.Signal;
import dev.usher.signature.OutboundSignature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends deliveries over {@link Egress}, signed as Standard Webhooks. */
public final class SignedSender implements Sender {
    private final Egress egress;
    private final SecretSource secrets;
    private final InstantSource clock;

    public SignedSender(Egress egress, SecretSource secrets, InstantSource clock) {
        this.egress = egress;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public Sent send(DeliveryId id, Event event, Destination destination, Leg leg, int number) {
        return new Sent.Made(attempt(id, event, destination, leg, number));
    }

    private Attempt attempt(DeliveryId id, Event event, Destination destination, Leg leg, int number) {
        var at = clock.instant();
        var size = leg.body().size();
        try {
            var headers = headers(id, event, destination, leg, number, at);
            var reply = egress.call(new Call("POST", destination.url(), headers, leg.body(), destination.timeout()));
            return switch (reply) {
                case Reply.Answered answered ->
                    new Attempt(
                            number, at, answered.took(), outcome(answered, clock.instant()), size, answered.bodyText());
                case Reply.Failed failed ->
                    new Attempt(number, at, failed.took(), new Outcome.Failed(failed.failure()), size, failed.detail());
            };
        } catch (SecretUnavailable | IllegalArgumentException unusable) {
            var failed = new Outcome.Failed(Outcome.Failure.SECRET);
            return new Attempt(number, at, Duration.ZERO, failed, size, "the signing secret can't be used");
        }
    }

    private static Outcome outcome(Reply.Answered answered, Instant now) {
        return new Outcome.Answered(answered.status(), asked(answered, now));
    }

    /** The wait that a refusal asks for, in whole seconds, rounded up; null when it asks for none. */
    private static @Nullable Duration asked(Reply.Answered answered, Instant now) {
        if (answered.status() < 300) return null;
        var answer = new Answer(answered.status(), answered.headers(), Body.utf8(answered.bodyText()));
        if (!(Signal.of(answer, Dialect.COMMON, now) instanceof Signal.SlowDown slowDown)) return null;
        if (slowDown.source() == Signal.Source.STATUS) return null;
        return Duration.ofSeconds(
                Duration.between(now, slowDown.until()).plusNanos(999_999_999).toSeconds());
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
