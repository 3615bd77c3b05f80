package dev.usher.routing;

import dev.usher.http.Body;
import java.util.List;

/**
 * Where one event goes. No destination is in it twice, in either list.
 *
 * @param legs in the order of the routes, then of their destinations
 * @param broken what would have gone out but for its route; each is to be parked with its reason
 */
public record Routing(List<Leg> legs, List<Broken> broken) {
    public Routing {
        legs = List.copyOf(legs);
        broken = List.copyOf(broken);
    }

    /**
     * One delivery to be made.
     *
     * @param body the provider's bytes, or what the route's transform made of them
     * @param contentType of the body
     */
    public record Leg(String destination, String route, Body body, String contentType) {}

    /** @param reason for the operator; names no value of the event */
    public record Broken(String destination, String route, String reason) {}

    /** Says whether no route took the event. */
    public boolean isEmpty() {
        return legs.isEmpty() && broken.isEmpty();
    }
}
