package dev.usher.routing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.OwnSources;
import dev.usher.config.Route;
import dev.usher.config.Source;
import dev.usher.config.UsherConfig;
import dev.usher.http.Json;
import dev.usher.message.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.event.ruler.Machine;

/**
 * Sends events to destinations by the routes of one configuration. Thread-safe; never throws, whatever an event holds.
 *
 * <p>Two machines match: one for the routes that look at what Usher itself says about an event, one for those that look at its
 * payload. An event that none of the latter can take, and that no transform reshapes, is never parsed.
 */
public final class Router {
    private final Map<String, Source> sources;
    private final List<CompiledRoute> routes;
    private final Machine envelopes = RoutePatterns.machine();
    private final Machine payloads = RoutePatterns.machine();

    private Router(Map<String, Source> sources, List<CompiledRoute> routes) {
        this.sources = sources;
        this.routes = routes;
        for (var route : routes) {
            RoutePatterns.addTo(
                    route.seesPayload() ? payloads : envelopes,
                    route.route().name(),
                    route.route().pattern());
        }
    }

    /** @throws IllegalArgumentException naming the first route whose pattern or transform is wrong */
    public static Router of(UsherConfig config) {
        var sources = new HashMap<>(OwnSources.ALL);
        sources.putAll(config.sources());
        return new Router(sources, config.routes().stream().map(Router::compile).toList());
    }

    private static CompiledRoute compile(Route route) {
        try {
            return CompiledRoute.of(route);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("route " + route.name() + ": " + wrong.getMessage(), wrong);
        }
    }

    /**
     * Where the event goes; the first route in the order written that sends it to a destination decides. An event of Usher's own may
     * name one more.
     */
    public Routing route(Event event) {
        var meant = meant(event);
        if (meant != null && event.type().equals(OwnSources.REQUESTED)) return new Routing(List.of(meant), List.of());
        var matching = new Matching(event);
        var legs = new ArrayList<Routing.Leg>();
        var broken = new ArrayList<Routing.Broken>();
        var decided = new HashSet<String>();
        for (var route : routes) {
            var name = route.route().name();
            var refusal = matching.refused.get(name);
            if (refusal == null && !matching.matched.contains(name)) continue;
            Shape shape = null;
            for (var destination : route.route().destinations()) {
                if (!decided.add(destination)) continue;
                if (shape == null) shape = refusal == null ? matching.shape(route) : new Shape.Failed(refusal);
                switch (shape) {
                    case Shape.Made(var body, var type) -> legs.add(new Routing.Leg(destination, name, body, type));
                    case Shape.Failed(var reason) -> broken.add(new Routing.Broken(destination, name, reason));
                }
            }
        }
        if (meant != null && decided.add(meant.destination())) legs.add(meant);
        return new Routing(legs, broken);
    }

    /** To the destination that an event of Usher's own names; null when it names none. */
    private static Routing.@Nullable Leg meant(Event event) {
        if (!OwnSources.ALL.containsKey(event.source())) return null;
        var to = event.headers().get(OwnSources.TO);
        var type = event.headers().get("content-type", "application/octet-stream");
        return to == null ? null : new Routing.Leg(to, "", event.body(), type);
    }

    /** What a route makes of an event. */
    private sealed interface Shape {
        record Made(dev.usher.http.Body body, String contentType) implements Shape {}

        record Failed(String reason) implements Shape {}
    }

    /** One event on its way through the machines; its payload is read at most once. */
    private final class Matching {
        final Set<String> matched = new HashSet<>();

        /** Why a route that could take the event could not be asked, by its name. */
        final Map<String, String> refused = new HashMap<>();

        private final Event event;
        private final ObjectNode document;
        private @Nullable Payload payload;

        Matching(Event event) {
            this.event = event;
            this.document = envelope(event);
            ask(envelopes, false);
            if (routes.stream().noneMatch(route -> couldMatch(route, true))) return;
            switch (payload()) {
                case Payload.Read(var body) -> ask(payloads, true);
                case Payload.Unreadable(var reason) -> refuse(true, reason);
            }
        }

        private void ask(Machine machine, boolean payloads) {
            try {
                matched.addAll(machine.rulesForJSONEvent(document));
            } catch (RuntimeException | StackOverflowError refusal) {
                refuse(
                        payloads,
                        "the event could not be matched: " + refusal.getClass().getSimpleName());
            }
        }

        private void refuse(boolean payloads, String reason) {
            for (var route : routes)
                if (couldMatch(route, payloads)) refused.put(route.route().name(), reason);
        }

        private boolean couldMatch(CompiledRoute route, boolean payloads) {
            return route.seesPayload() == payloads && route.couldMatch(event.source());
        }

        private Payload payload() {
            if (payload != null) return payload;
            var source = sources.get(event.source());
            payload = Payload.of(event, source == null ? null : source.content());
            if (payload instanceof Payload.Read(var body)) document.set("payload", body);
            return payload;
        }

        Shape shape(CompiledRoute route) {
            var transform = route.transform();
            if (transform == null) return new Shape.Made(event.body(), contentType());
            if (payload() instanceof Payload.Unreadable(var reason)) return new Shape.Failed(reason);
            try {
                return new Shape.Made(transform.apply(document, event.receivedAt()), "application/json");
            } catch (BrokenTransform broken) {
                return new Shape.Failed(broken.reason());
            }
        }

        private String contentType() {
            var own = event.headers().get("content-type");
            if (own != null) return own;
            var source = sources.get(event.source());
            return source != null && source.content() == Source.Content.JSON
                    ? "application/json"
                    : "application/octet-stream";
        }
    }

    /** The event document but for its payload. */
    private static ObjectNode envelope(Event event) {
        var document = Json.object()
                .put("source", event.source())
                .put("type", event.type())
                .put("id", event.id().text())
                .put("providerId", event.providerId())
                .put("priority", event.priority().label())
                .put("receivedAt", event.receivedAt().toString());
        var context = document.putObject("context");
        event.context().forEach(context::put);
        return document;
    }
}
