package dev.usher.local.gateway;

import dev.usher.local.function.FunctionPool;
import dev.usher.local.template.EventSpec.HttpRoute;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the HTTP API. A literal segment wins over {@code {name}}, that over {@code {name+}}; on the same path a method wins
 * over {@code ANY}.
 */
public final class Routes {
    /** A route and the function behind it. */
    public record Target(HttpRoute route, FunctionPool function) {
        String key() {
            return route.key();
        }
    }

    /** The route that a request takes, with its path parameters decoded. */
    public record Match(Target target, Map<String, String> pathParameters) {}

    private record Compiled(Target target, List<String> segments, String rank) {}

    private final List<Compiled> routes;

    public Routes(List<Target> targets) {
        routes = targets.stream()
                .map(Routes::compile)
                .sorted(Comparator.comparing(Compiled::rank))
                .toList();
    }

    public List<Target> targets() {
        return routes.stream().map(Compiled::target).toList();
    }

    /** The best route for a method and a raw path, or null when there is none. */
    public @Nullable Match match(String method, String rawPath) {
        var segments = split(rawPath);
        for (var route : routes) {
            var wanted = route.target.route().method();
            if (!wanted.equals("ANY") && !wanted.equals(method)) continue;
            var parameters = parameters(route.segments, segments);
            if (parameters != null) return new Match(route.target, parameters);
        }
        return null;
    }

    private static @Nullable Map<String, String> parameters(List<String> pattern, List<String> segments) {
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 0; i < pattern.size(); i++) {
            var wanted = pattern.get(i);
            if (i >= segments.size()) return null;
            if (wanted.endsWith("+}")) {
                var rest = String.join("/", segments.subList(i, segments.size()));
                if (rest.isEmpty()) return null;
                parameters.put(wanted.substring(1, wanted.length() - 2), decode(rest));
                return parameters;
            }
            if (wanted.startsWith("{")) {
                if (segments.get(i).isEmpty()) return null;
                parameters.put(wanted.substring(1, wanted.length() - 1), decode(segments.get(i)));
            } else if (!wanted.equals(segments.get(i))) {
                return null;
            }
        }
        return pattern.size() == segments.size() ? parameters : null;
    }

    /** Ranks sort as text: a digit for each segment's kind, and the method last. */
    private static Compiled compile(Target target) {
        var segments = split(target.route().path());
        var rank = new StringBuilder();
        for (var segment : segments) rank.append(segment.endsWith("+}") ? '3' : segment.startsWith("{") ? '2' : '1');
        rank.append(target.route().method().equals("ANY") ? "9" : "0");
        return new Compiled(target, segments, rank.toString());
    }

    private static List<String> split(String path) {
        var segments = new ArrayList<String>();
        int from = path.startsWith("/") ? 1 : 0;
        for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', from)) {
            segments.add(path.substring(from, slash));
            from = slash + 1;
        }
        segments.add(path.substring(from));
        return segments;
    }

    /** Percent-decoded; a text whose encoding is broken stays as it is. */
    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) return segment;
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return segment;
        }
    }
}
