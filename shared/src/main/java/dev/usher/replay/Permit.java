package dev.usher.replay;

import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.State;
import java.util.List;

/** Whether a delivery may be replayed. A pure decision. */
public sealed interface Permit {
    /** Yes, as replay number {@code number}. */
    record Granted(int number) implements Permit {}

    /** It needs no new one: this replay serves the same request, or is still on its way. */
    record Exists(DeliveryId replay) implements Permit {}

    /** No; {@code reason} is one of docs/reference/errors.md. */
    record Refused(String reason) implements Permit {}

    /** How often a delivery is replayed unless somebody insists (requirement D5). */
    int LIMIT = 5;

    /** The key of a replay has three digits. */
    int LAST_NUMBER = 999;

    /**
     * Decides.
     *
     * @param target what is to be replayed
     * @param family all deliveries of its event to its destination, replays included
     */
    static Permit of(Delivery target, List<Delivery> family, Order order) {
        for (var one : family) {
            if (one.id().replay() == 0) continue;
            if (order.once() && one.cause().equals(order.cause())) return new Exists(one.id());
            if (isOnItsWay(one)) return new Exists(one.id());
        }
        if (target.state() == State.PENDING || target.state() == State.WAITING) return new Refused("in-progress");
        int last = family.stream().mapToInt(one -> one.id().replay()).max().orElse(0);
        if (last >= LAST_NUMBER) return new Refused("replay-limit");
        if (!order.forced()) {
            var refused = refusal(target, family, order, last);
            if (!refused.isEmpty()) return new Refused(refused);
        }
        return new Granted(last + 1);
    }

    private static String refusal(Delivery target, List<Delivery> family, Order order, int last) {
        if (isHeld(target)) return "destination-paused";
        boolean superseded = family.stream()
                .anyMatch(one -> one.id().replay() > target.id().replay() && one.state() == State.DELIVERED);
        if (superseded || (target.state() == State.DELIVERED && !order.delivered())) return "already-delivered";
        if (order.isOfJob() && target.replayed()) return "already-replayed";
        return last >= LIMIT ? "replay-limit" : "";
    }

    private static boolean isOnItsWay(Delivery replay) {
        return replay.state() == State.PENDING || replay.state() == State.WAITING || isHeld(replay);
    }

    /** Held until its destination is resumed, and then delivered without anybody's help. */
    private static boolean isHeld(Delivery delivery) {
        var reason = delivery.standing().reason();
        return delivery.state() == State.PARKED
                && (reason.equals("destination-paused") || reason.equals("destination-gone"));
    }
}
