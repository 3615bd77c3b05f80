package dev.usher.delivery;

import dev.usher.message.Delivery;
import dev.usher.routing.Routing;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The destinations of one event. They are decided once, when it is first routed, and each of its deliveries names them all. So a
 * delivery that was never recorded is missed as long as one of its siblings was, and a route that was added since changes nothing.
 *
 * @param destinations empty when the event was never routed
 * @param missing those of them that no delivery is recorded to
 */
record FanOut(Set<String> destinations, Set<String> missing) {
    /** As the deliveries tell that were recorded; replays and the delivery to nowhere tell nothing. */
    static FanOut recorded(Collection<Delivery> deliveries) {
        var wanted = new LinkedHashSet<String>();
        var known = new LinkedHashSet<String>();
        for (var delivery : deliveries) {
            var destination = delivery.id().destination();
            if (delivery.id().replay() > 0 || destination.equals(Delivery.NOWHERE)) continue;
            known.add(destination);
            wanted.add(destination);
            wanted.addAll(delivery.fanOut());
        }
        var missing = new LinkedHashSet<>(wanted);
        missing.removeAll(known);
        return new FanOut(wanted, missing);
    }

    /** As recorded; as it is routed now when nothing is. */
    static FanOut of(Collection<Delivery> deliveries, Routing routing) {
        var recorded = recorded(deliveries);
        if (!recorded.destinations().isEmpty()) return recorded;
        var routed = new LinkedHashSet<String>();
        routing.legs().forEach(leg -> routed.add(leg.destination()));
        routing.broken().forEach(broken -> routed.add(broken.destination()));
        return new FanOut(routed, routed);
    }

    /** What each delivery is to tell of the others; nothing when there are none. */
    List<String> told() {
        return destinations.size() > 1 ? List.copyOf(destinations) : List.of();
    }
}
