package dev.usher.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Looks for what no event can have in the pattern of a route: a misspelt field, source, type, priority or context name
 * would never match, and nobody would notice until an event is missing.
 *
 * @param sources by name
 */
record PatternNames(Map<String, Source> sources) {
    /** The fields of the document that patterns match on and transforms see. */
    static final List<String> DOCUMENT =
            List.of("source", "type", "id", "providerId", "priority", "receivedAt", "context", "payload");

    private static final List<String> PRIORITIES =
            Stream.of(Priority.values()).map(Priority::label).toList();

    /** Reports at the parts of {@code place}, whose JSON is {@code pattern}. */
    void check(Place place, JsonNode pattern) {
        place.entries(0, Integer.MAX_VALUE).forEach((key, value) -> {
            if (!DOCUMENT.contains(key) && !key.equals("$or")) {
                value.mistake("events have no such field" + Nearest.hint(key, DOCUMENT));
            }
        });
        literals(place, pattern, "source", sources.keySet());
        literals(place, pattern, "priority", PRIORITIES);
        var meant = meant(pattern.path("source"));
        if (meant.stream().noneMatch(source -> source.types().containsKey("*"))) {
            var types = new TreeSet<String>();
            meant.forEach(source -> types.addAll(source.types().keySet()));
            literals(place, pattern, "type", types);
        }
        context(place, meant);
    }

    /** The sources that the pattern can match: those it names, or all when it names none we know. */
    private List<Source> meant(JsonNode names) {
        var named = sources.values().stream()
                .filter(source -> matches(names, source.name()))
                .toList();
        return named.isEmpty() ? List.copyOf(sources.values()) : named;
    }

    private static boolean matches(JsonNode alternatives, String name) {
        for (var alternative : alternatives) {
            if (!alternative.isTextual() || alternative.textValue().equals(name)) return true;
        }
        return false;
    }

    private static void literals(Place place, JsonNode pattern, String field, Collection<String> known) {
        var at = place.entries(0, Integer.MAX_VALUE).get(field);
        if (at == null || !at.isList()) return;
        var items = at.items(0, Integer.MAX_VALUE);
        for (int i = 0; i < items.size(); i++) {
            var alternative = pattern.path(field).path(i);
            if (alternative.isTextual()) {
                report(items.get(i), field, alternative.textValue(), known::contains, known);
            } else if (alternative.path("prefix").isTextual()) {
                var prefix = alternative.path("prefix").textValue();
                report(
                        items.get(i),
                        field,
                        prefix,
                        word -> known.stream().anyMatch(name -> name.startsWith(word)),
                        known);
            }
        }
    }

    private static void report(
            Place at, String field, String word, Predicate<String> exists, Collection<String> known) {
        if (!exists.test(word)) at.mistake("no event has such a " + field + Nearest.hint(word, known));
    }

    private static void context(Place place, List<Source> meant) {
        var at = place.entries(0, Integer.MAX_VALUE).get("context");
        if (at == null || !at.isMapping()) return;
        var known = new TreeSet<String>();
        for (var source : meant) {
            known.addAll(source.context().keySet());
            source.types().values().forEach(type -> known.addAll(type.context().keySet()));
        }
        at.entries(0, Integer.MAX_VALUE).forEach((name, value) -> {
            if (!known.contains(name) && !name.equals("$or")) {
                value.mistake("the sources of this route lift no such context" + Nearest.hint(name, known));
            }
        });
    }
}
