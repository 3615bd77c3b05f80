package dev.usher.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.config.Route;
import dev.usher.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route made ready.
 *
 * @param seesPayload whether its pattern may look at the payload; true in doubt
 * @param sources the sources that its pattern names, outside of which it can't match; empty when it doesn't say
 */
record CompiledRoute(
        Route route,
        boolean seesPayload,
        Set<String> sources,
        @Nullable Transform transform) {
    static CompiledRoute of(Route route) {
        RoutePatterns.check(route.pattern());
        var pattern = Json.readOrNull(route.pattern().getBytes(StandardCharsets.UTF_8));
        if (pattern == null) throw new IllegalArgumentException("not JSON"); // unreachable after the check
        var transform = route.transform();
        return new CompiledRoute(
                route,
                // In the parsed text, where no escape can hide the name. A value that says "payload" costs only speed.
                pattern.toString().contains("\"payload"),
                sources(pattern),
                transform == null ? null : Transform.compile(transform));
    }

    private static Set<String> sources(JsonNode pattern) {
        var names = new HashSet<String>();
        for (var value : pattern.path("source")) {
            if (!value.isTextual()) return Set.of();
            names.add(value.textValue());
        }
        return Set.copyOf(names);
    }

    /** Says whether an event of this source can match at all; only a no is certain. */
    boolean couldMatch(String source) {
        return sources.isEmpty() || sources.contains(source);
    }
}
