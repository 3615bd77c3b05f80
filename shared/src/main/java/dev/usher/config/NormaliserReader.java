package dev.usher.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads how answers of a service become ours. What stands in the files is checked by a test, and by the local host when it is asked to. */
record NormaliserReader(Checks checks) {
    private static final int MAX_MAP_CHARS = 16_384;
    private static final int MOST_SAMPLES = 20;
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9._~:@!$&'()*+,;=%-]*)+");
    private static final Pattern FILE =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Map<String, Boolean> ON_CHANGE = Map.of("raw", false, "refuse", true);

    Normaliser read(Place place) {
        var fields = place.open(Section.NORMALISER);
        return new Normaliser(
                fields.get("path", "/", at -> at.parse("/", NormaliserReader::path)),
                fields.get("methods", Set.of(), NormaliserReader::methods),
                fields.get("version", "", at -> at.text(64)),
                fields.get("vendor", "", this::file),
                fields.get("normal", "", this::file),
                fields.get("map", "", this::map),
                fields.get("samples", List.of(), at -> at.items(1, MOST_SAMPLES).stream()
                        .map(this::file)
                        .toList()),
                fields.get("onChange", false, at -> at.parse(false, Syntax.oneOf(ON_CHANGE))));
    }

    private static String path(String text) {
        if (text.length() <= 256 && PATH.matcher(text).matches()) return text;
        throw new IllegalArgumentException(
                "must be a path like /v1/things/*, where * stands for one segment, of at most 256 characters");
    }

    private static Set<String> methods(Place place) {
        var methods = new HashSet<String>();
        for (var item : place.items(1, METHODS.size())) {
            var method = item.text();
            if (method == null) continue;
            if (!METHODS.contains(method)) item.mistake("must be one of DELETE, GET, PATCH, POST, PUT");
            if (!methods.add(method)) item.mistake("is here twice");
        }
        return methods;
    }

    private String file(Place place) {
        var name = place.parse("", text -> {
            if (text.length() <= 256 && FILE.matcher(text).matches()) return text;
            throw new IllegalArgumentException(
                    "must be the name of a file beside usher.yaml, like shapes/payment.json");
        });
        if (!name.isEmpty()) place.check(name, checks::file);
        return name;
    }

    private String map(Place place) {
        var jsonata = place.text(MAX_MAP_CHARS);
        if (!jsonata.isEmpty()) place.check(jsonata, checks::transform);
        return jsonata;
    }
}
