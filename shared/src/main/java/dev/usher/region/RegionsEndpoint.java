package dev.usher.region;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Regions;
import dev.usher.http.Endpoint;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /admin/limits/regions}: every region's part, how far behind it is, who is left out, and what was passed. */
public final class RegionsEndpoint implements Endpoint {
    private final Regions regions;
    private final Supplier<@Nullable List<RegionView>> views;

    /** @param views what every region saw lately; null when that can't be read now */
    public RegionsEndpoint(Regions regions, Supplier<@Nullable List<RegionView>> views) {
        this.regions = regions;
        this.views = views;
    }

    @Override
    public Response handle(Request request) {
        var root = Json.object().put("own", regions.own());
        var items = root.putArray("items");
        if (regions.alone()) return Response.json(200, root);
        var seen = views.get();
        if (seen == null)
            return Response.problem(503, "unavailable", "Try again in a moment", "Redis can't be reached")
                    .retryAfter(Duration.ofSeconds(5));
        for (int i = 0; i < regions.all().size(); i++) {
            var name = regions.all().get(i).name();
            var item = items.addObject().put("region", name).put("share", share(regions.part(i)));
            var view = seen.stream().filter(each -> each.region().equals(name)).findFirst();
            item.put("working", view.isPresent());
            view.ifPresent(each -> write(each, item));
        }
        return Response.json(200, root);
    }

    private static void write(RegionView view, ObjectNode item) {
        var peers = item.putArray("peers");
        for (var peer : view.peers())
            peers.addObject()
                    .put("region", peer.region())
                    .put("told", peer.told())
                    .put("lagP50Ms", peer.lag50Ms())
                    .put("lagP95Ms", peer.lag95Ms())
                    .put("oneWayMs", peer.oneWayMs())
                    .put("messages", peer.samples())
                    .put("backlog", peer.backlog());
        var policies = item.putArray("policies");
        for (var policy : view.policies()) {
            var node = policies.addObject()
                    .put("policy", policy.policy())
                    .put("consistency", policy.consistency().name().toLowerCase(Locale.ROOT))
                    .put("frozen", !policy.silent().isEmpty())
                    .put("overAdmitted", policy.passed());
            var silent = node.putArray("silent");
            policy.silent().forEach(silent::add);
        }
    }

    private static double share(long millionths) {
        return millionths / 1_000_000.0;
    }
}
