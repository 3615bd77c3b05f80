package dev.usher.admin;

import dev.usher.config.Operator;
import dev.usher.http.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The table of everything the operators' API can do. */
public final class Routes {
    /**
     * One line of it.
     *
     * @param template a path whose parts in braces match anything, such as {@code /admin/events/{id}}
     * @param least the least role that may use it
     * @param action the name in the audit log; empty when it is not written there
     * @param parameters the query parameters it knows
     */
    record Entry(
            String method,
            List<String> template,
            Operator.Role least,
            String action,
            Set<String> parameters,
            Operation operation) {
        /** What the parts in braces match; null when the path is another. */
        @Nullable
        Map<String, String> match(List<String> path) {
            if (path.size() != template.size()) return null;
            var values = new LinkedHashMap<String, String>();
            for (int i = 0; i < path.size(); i++) {
                var part = template.get(i);
                if (part.startsWith("{")) values.put(part.substring(1, part.length() - 1), path.get(i));
                else if (!part.equals(path.get(i))) return null;
            }
            return values;
        }
    }

    /** A line that matches, and what its parts in braces match. */
    record Match(Entry entry, Map<String, String> values) {}

    private final List<Entry> entries = new ArrayList<>();

    /** Adds an endpoint that need not know who asks: {@code GET} only, not audited. */
    public Routes mount(String template, Operator.Role least, Set<String> parameters, Endpoint endpoint) {
        return get(template, least, parameters, (request, caller) -> endpoint.handle(request));
    }

    /** Adds a line that only reads. */
    Routes get(String template, Operator.Role least, Set<String> parameters, Operation operation) {
        entries.add(new Entry("GET", parts(template), least, "", parameters, operation));
        return this;
    }

    /** Adds a line that is written to the audit log. */
    Routes act(String line, Operator.Role least, String action, Set<String> parameters, Operation operation) {
        int space = line.indexOf(' ');
        entries.add(new Entry(
                line.substring(0, space), parts(line.substring(space + 1)), least, action, parameters, operation));
        return this;
    }

    /** Null when nothing matches. */
    @Nullable
    Match find(String method, List<String> path) {
        for (var entry : entries) {
            if (!entry.method().equals(method)) continue;
            var values = entry.match(path);
            if (values != null) return new Match(entry, values);
        }
        return null;
    }

    /** The methods that a path knows; empty when there is no such path. */
    Set<String> methods(List<String> path) {
        var methods = new TreeSet<String>();
        for (var entry : entries) if (entry.match(path) != null) methods.add(entry.method());
        return methods;
    }

    /**
     * What the table says of one line, for those who compare.
     *
     * @param line method and path, such as {@code GET /admin/events/{id}}
     * @param parameters the query parameters it knows
     */
    public record Line(String line, Operator.Role least, Set<String> parameters) {}

    /** Every line, in the order of the table. */
    public List<Line> lines() {
        return entries.stream()
                .map(entry -> new Line(
                        entry.method() + " " + String.join("/", entry.template()), entry.least(), entry.parameters()))
                .toList();
    }

    static List<String> parts(String path) {
        return List.of(path.split("/", -1));
    }
}
