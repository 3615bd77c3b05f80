package dev.usher.config;

import dev.usher.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads routes, and finds names in them that nothing has.
 *
 * @param sources by name, as read, and Usher itself
 * @param destinations names of all
 */
record RouteReader(Checks checks, Map<String, Source> sources, Set<String> destinations) {
    private static final int MAX_TRANSFORM_CHARS = 16_384;

    Route read(Place place) {
        var fields = place.open(Section.ROUTE);
        return new Route(
                fields.get("name", "", at -> at.parse("", Syntax::name)),
                fields.get("when", "{}", this::pattern),
                fields.get("transform", null, this::transform),
                fields.get("to", List.of(), this::names));
    }

    private String pattern(Place place) {
        var pattern = PatternText.read(place);
        var json = new String(Json.bytes(pattern), StandardCharsets.UTF_8);
        if (!place.isMapping()) return json;
        place.check(json, checks::pattern);
        new PatternNames(sources).check(place, pattern);
        return json;
    }

    private String transform(Place place) {
        var jsonata = place.text(MAX_TRANSFORM_CHARS);
        if (!jsonata.isEmpty()) place.check(jsonata, checks::transform);
        return jsonata;
    }

    private List<String> names(Place place) {
        var names = new ArrayList<String>();
        for (var item : place.items(1, 20)) {
            var name = item.text();
            if (name == null) continue;
            if (names.contains(name)) item.mistake("is here twice");
            else if (!destinations.contains(name)) {
                item.mistake("there is no destination of this name" + Nearest.hint(name, destinations));
            }
            names.add(name);
        }
        return names;
    }
}
