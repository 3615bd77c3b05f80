package dev.usher.webhook;

import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.UsherConfig;
import dev.usher.delivery.Turns;
import dev.usher.handshake.Answer;
import dev.usher.handshake.Handshake;
import dev.usher.handshake.Handshakes;
import dev.usher.http.Request;
import dev.usher.limit.Admission;
import dev.usher.message.DeliveryStore;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.message.EventStore;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.Queues;
import dev.usher.message.StoreUnavailable;
import dev.usher.message.Wake;
import dev.usher.signature.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Receives one webhook: verify, read, admit, store, queue, in this order, and answers only then. An {@link Event} is made in
 * one place, after verification, so nothing unverified can be stored, counted or queued.
 */
public final class ReceiveWebhook {
    /** A duplicate of an event that was never routed is queued again when the event is older than this; before, its first message is on its way. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);

    /** What the intake works with. */
    public record Parts(
            EventStore events, DeliveryStore deliveries, Queues queues, Turns turns, Rejections rejections) {}

    private final Parts parts;
    private final InstantSource clock;
    private final Map<String, Desk> desks = new HashMap<>();

    public ReceiveWebhook(Parts parts, UsherConfig config, SecretSource secrets, InstantSource clock) {
        this.parts = parts;
        this.clock = clock;
        config.sources().forEach((name, source) -> desks.put(name, new Desk(source, secrets)));
    }

    /** Never throws for anything a sender or a dependency can do. */
    public Receipt receive(String sourceName, Request request) {
        var desk = desks.get(sourceName);
        if (desk == null) return new Receipt.UnknownSource();
        int size = request.body().size();
        if (size > desk.source().maxBodyBytes())
            return new Receipt.TooLarge(desk.source().maxBodyBytes());
        if (!request.headers().get("content-encoding", "identity").equalsIgnoreCase("identity"))
            return new Receipt.Encoded();
        try {
            return verify(desk, desk.asRegistered(request));
        } catch (SecretUnavailable missing) {
            return new Receipt.Closed("secret-unavailable");
        } catch (StoreUnavailable outage) {
            return new Receipt.Unstored();
        }
    }

    private Receipt verify(Desk desk, Request request) {
        var secrets = desk.secrets();
        var early = handshake(desk, request, Handshake.When.BEFORE_VERIFICATION);
        if (early != null) return early;
        if (request.method().equals("GET")) return new Receipt.NotAHandshake();
        var verdict = desk.verify(request, secrets, clock.instant());
        switch (verdict) {
            case Verdict.Genuine genuine -> {
                var late = handshake(desk, request, Handshake.When.AFTER_VERIFICATION);
                return late != null ? late : read(desk, request);
            }
            case Verdict.Unsigned(var header) -> {
                parts.rejections.note(desk.source(), request, verdict, secrets);
                return new Receipt.Unsigned(header);
            }
            case Verdict.Forged(var reason) -> {
                parts.rejections.note(desk.source(), request, verdict, secrets);
                return new Receipt.Forged(reason);
            }
            case Verdict.Unusable(var detail) -> {
                return new Receipt.Closed(detail);
            }
        }
    }

    private Receipt read(Desk desk, Request verified) {
        var source = desk.source();
        var payload = Payload.read(source.content(), verified.headers(), verified.body());
        if (payload == null)
            return new Receipt.Unreadable(source.content().name().toLowerCase(java.util.Locale.ROOT));
        var found = payload.at(source.type());
        var type = found == null ? "unknown" : found;
        if (!source.subscribes(type)) return new Receipt.Ignored(type);
        var now = clock.instant();
        var dedupKey = desk.dedupKey(payload, verified.body());
        var event = new Event(
                EventId.of(source.name(), dedupKey, 0),
                source.name(),
                dedupKey,
                type,
                source.priorityOf(type),
                now,
                desk.context(payload, type),
                desk.kept(verified.headers()),
                verified.url(),
                UUID.randomUUID().toString(),
                verified.body());
        return admit(desk, event);
    }

    /** Over the limit, a duplicate is found out before anything else: it must not stand in line, in front of those who are new. */
    private Receipt admit(Desk desk, Event event) {
        var admission = parts.turns.knock(event);
        if (!(admission instanceof Admission.Refused)) return store(desk, event, admission);
        var seen = parts.events.find(event.id());
        if (seen != null && seen.receivedAt().plus(desk.source().dedupeFor()).isAfter(event.receivedAt()))
            return duplicate(event, seen.receivedAt());
        admission = parts.turns.ask(event);
        return admission instanceof Admission.Refused refused
                ? new Receipt.Refused(toldWait(desk, refused.retryAfter()))
                : store(desk, event, admission);
    }

    private Receipt store(Desk desk, Event event, @Nullable Admission admission) {
        var rememberedUntil = event.receivedAt().plus(desk.source().dedupeFor());
        var candidate = event;
        for (int generation = 1; ; generation++) {
            switch (parts.events.add(candidate, rememberedUntil)) {
                case EventStore.Stored.Added added -> {
                    return queue(desk, candidate, admission);
                }
                case EventStore.Stored.Seen(var receivedAt, var until) -> {
                    if (until.isAfter(event.receivedAt())) {
                        parts.turns.giveBack(admission);
                        return duplicate(candidate, receivedAt);
                    }
                    candidate = candidate.withId(EventId.of(event.source(), event.providerId(), generation));
                }
            }
        }
    }

    /** The sender may be trying again because we died between storing and answering, so look whether the event got on its way. */
    private Receipt duplicate(Event event, Instant receivedAt) {
        boolean onItsWay = receivedAt.plus(ON_ITS_WAY).isAfter(event.receivedAt());
        if (!onItsWay && parts.deliveries.of(event.id()).stream().noneMatch(one -> one.isOf(receivedAt))) {
            try {
                parts.queues.send(Wake.Dispatch.again(event.id()), event.priority(), Duration.ZERO);
            } catch (QueueUnavailable outage) {
                return new Receipt.Duplicate(event.id()); // stored it is, and the sweeper finds it
            }
        }
        return new Receipt.Duplicate(event.id());
    }

    /** From here on the event is safe: what the queue does not take, or can't hold that long, the sweeper queues. */
    private Receipt queue(Desk desk, Event event, @Nullable Admission admission) {
        if (admission instanceof Admission.Queued queued) {
            parts.turns.later(event, queued.delay(), null, event.receivedAt());
            return new Receipt.Queued(event.id(), toldWait(desk, queued.delay()), queued.position());
        }
        parts.turns.now(event, event.receivedAt());
        return new Receipt.Accepted(event.id());
    }

    private static Duration toldWait(Desk desk, Duration wait) {
        var policy = desk.source().limit();
        return policy == null ? wait : longer(wait, policy.retryAfter());
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static @Nullable Receipt handshake(Desk desk, Request request, Handshake.When when) {
        var name = desk.source().handshake();
        if (name == null) return null;
        var handshake = Handshakes.of(name);
        if (handshake.when() != when) return null;
        return switch (handshake.answer(request, desk.handshakeSecrets(handshake.needs()))) {
            case Answer.Reply(var response) -> new Receipt.Handshaken(response);
            case Answer.Refuse(var response) -> new Receipt.Handshaken(response);
            case Answer.NotAHandshake() -> null;
        };
    }
}
