package dev.usher.outbound;

import dev.usher.config.Service;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.outbound.GatewayAnswer.Misshapen;
import dev.usher.outbound.GatewayAnswer.Served;
import dev.usher.outbound.GatewayAnswer.Stale;
import dev.usher.shape.Shaped;
import dev.usher.shape.Shapes;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** Brings answers into our shape for callers who want that. */
final class Shaping {
    /** The answer is as the service sent it. */
    private static final String RAW = "raw";

    /** Fields that told of the body as it was. */
    private static final List<String> OF_THE_BODY = List.of(
            "etag", "last-modified", "content-md5", "digest", "content-digest", "repr-digest", "content-disposition");

    private final Shapes shapes;

    Shaping(Shapes shapes) {
        this.shapes = shapes;
    }

    /** @param service whose answer it is */
    GatewayAnswer of(Service service, Outgoing wanted, GatewayAnswer answer, Instant now) {
        return switch (answer) {
            case Served served -> served(service, wanted, served, now);
            case Stale stale -> {
                var kept = stale.kept();
                yield switch (shapes.shape(service, wanted.method(), wanted.path(), kept.status(), kept.body(), now)) {
                    case Shaped.Normal normal -> {
                        var ours = new Kept(kept.status(), "application/json", normal.body());
                        yield new Stale(ours, stale.since(), stale.why(), text(normal));
                    }
                    case Shaped.Changed changed when changed.by().refuse() -> new Misshapen();
                    case Shaped other -> new Stale(kept, stale.since(), stale.why(), text(other));
                };
            }
            case GatewayAnswer other -> other;
        };
    }

    private GatewayAnswer served(Service service, Outgoing wanted, Served served, Instant now) {
        return switch (shapes.shape(service, wanted.method(), wanted.path(), served.status(), served.body(), now)) {
            case Shaped.Normal normal -> normal(served, normal.body(), text(normal));
            case Shaped.Changed changed when changed.by().refuse() -> new Misshapen();
            case Shaped other ->
                new Served(served.status(), served.headers(), served.body(), served.attempts(), text(other));
        };
    }

    /** As {@link #of}, but what does not fit is never refused: who queued a call is to see what came of it. */
    Served kept(Service service, Outgoing wanted, Served served, Instant now) {
        var shaped = shapes.shape(service, wanted.method(), wanted.path(), served.status(), served.body(), now);
        return shaped instanceof Shaped.Normal normal
                ? normal(served, normal.body(), text(normal))
                : new Served(served.status(), served.headers(), served.body(), served.attempts(), text(shaped));
    }

    private static Served normal(Served served, Body body, String shape) {
        var headers = new TreeMap<>(served.headers().asMap());
        OF_THE_BODY.forEach(headers::remove);
        headers.put("content-type", "application/json");
        return new Served(served.status(), Headers.of(headers), body, served.attempts(), shape);
    }

    private static String text(Shaped shaped) {
        return switch (shaped) {
            case Shaped.Normal normal -> "normal; version=\"" + normal.by().version() + "\"";
            case Shaped.Changed changed -> RAW + "; reason=\"" + Shapes.CHANGED + "\"";
            case Shaped.Foreign foreign -> RAW;
        };
    }
}
