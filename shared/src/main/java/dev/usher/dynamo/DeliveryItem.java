package dev.usher.dynamo;

import dev.usher.config.Priority;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.EventId;
import dev.usher.message.Queues;
import dev.usher.message.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A delivery as an item.
 *
 * <pre>
 * pk EVENT#{id}  sk DELIVERY#{destination}#{replay, 3 digits}
 *    destination, source, type, provider_id, priority, received_ms, context{}   copied from the event
 *    state, reason, state_ms, error, route, cause, attempts_cap, config_version, attempts[], attempt_count, updated_ms
 *    fan_out[]                                  all destinations of the event, unless this is the only one
 *    version, writer                            who wrote it last, for conditional writes
 *    timeline, timeline_at                      right behind its event
 *    agenda, agenda_at                          only while waiting, parked or dead: see {@link AgendaKeys}
 *    expires_s
 * </pre>
 */
final class DeliveryItem {
    static final String PREFIX = "DELIVERY#";

    /** Attributes that a change removes when it does not set them. */
    static final List<String> OPTIONAL = List.of("reason", "error", "agenda", "agenda_at");

    private DeliveryItem() {}

    static String sk(DeliveryId id) {
        return PREFIX + id.destination() + "#" + "%03d".formatted(id.replay());
    }

    static Item of(Delivery delivery, Duration retention) {
        var id = delivery.id();
        var about = delivery.about();
        return changes(delivery, retention)
                .put("pk", DynamoEvents.pk(id.event()))
                .put("sk", sk(id))
                .put("destination", id.destination())
                .put("source", about.source())
                .put("type", about.type())
                .put("provider_id", about.providerId())
                .put("priority", about.priority().label())
                .put("received_ms", about.receivedAt().toEpochMilli())
                .put("context", about.context())
                .put("cause", delivery.cause())
                .put("attempts_cap", delivery.attemptsCap())
                .put("fan_out", delivery.fanOut())
                .put(
                        "attempts",
                        AttributeValue.fromL(delivery.attempts().stream()
                                .map(AttemptItem::of)
                                .toList()))
                .put("timeline", Timeline.partition(id.event(), about.receivedAt()))
                .put(
                        "timeline_at",
                        Timeline.at(about.receivedAt(), id.event()) + "#" + id.destination() + "#" + id.replay());
    }

    /** What may change over a delivery's life, the attempts apart. */
    static Item changes(Delivery delivery, Duration retention) {
        var standing = delivery.standing();
        var item = Item.create()
                .put("state", standing.state().label())
                .put("reason", standing.reason())
                .put("state_ms", standing.at().toEpochMilli())
                .put("error", delivery.error())
                .put("route", delivery.route())
                .put("config_version", delivery.configVersion())
                .put("attempt_count", delivery.attempts().size())
                .put("updated_ms", lastChange(delivery).toEpochMilli())
                .put("expires_s", expiry(delivery, retention).getEpochSecond());
        var agenda = AgendaKeys.partition(delivery);
        if (!agenda.isEmpty()) item.put("agenda", agenda).put("agenda_at", AgendaKeys.at(delivery));
        return item;
    }

    static Delivery read(Item item) {
        return new Delivery(
                id(item),
                about(item),
                new Delivery.Standing(
                        State.of(item.need("state")),
                        item.text("reason", ""),
                        Instant.ofEpochMilli(item.number("state_ms", 0))),
                item.text("route", ""),
                item.text("cause", ""),
                (int) item.number("attempts_cap", 0),
                item.text("config_version", ""),
                fanOut(item),
                item.list("attempts").stream().map(AttemptItem::read).toList(),
                (int) item.number("version", 0));
    }

    static DeliveryId id(Item item) {
        var sk = item.need("sk");
        int replayAt = sk.lastIndexOf('#');
        return new DeliveryId(
                new EventId(item.need("pk").substring("EVENT#".length())),
                sk.substring(PREFIX.length(), replayAt),
                Integer.parseInt(sk.substring(replayAt + 1)));
    }

    static List<String> fanOut(Item item) {
        return item.list("fan_out").stream().map(AttributeValue::s).toList();
    }

    static Delivery.About about(Item item) {
        return new Delivery.About(
                item.need("source"),
                item.need("type"),
                item.text("provider_id", ""),
                Priority.of(item.need("priority")),
                Instant.ofEpochMilli(item.number("received_ms", 0)),
                item.texts("context"));
    }

    private static Instant lastChange(Delivery delivery) {
        if (delivery.attempts().isEmpty()) return delivery.standing().at();
        var last = delivery.attempts().getLast();
        return last.at().plus(last.took());
    }

    /** Nothing unfinished expires before it had its chance: a waiting or dead one is kept from when it came to be so. */
    private static Instant expiry(Delivery delivery, Duration retention) {
        var from = delivery.standing().at().isAfter(delivery.about().receivedAt())
                ? delivery.standing().at()
                : delivery.about().receivedAt();
        return from.plus(retention).plus(Queues.LONGEST_DELAY);
    }
}
