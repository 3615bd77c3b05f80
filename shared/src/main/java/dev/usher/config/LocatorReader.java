package dev.usher.config;

import dev.usher.config.Source.Content;
import dev.usher.config.Source.Locator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads where in a request a value is found.
 *
 * @param content of the source, which decides what a locator can look into
 */
record LocatorReader(Content content) {
    /** Not {@link Locator.None}, which means that the document names no place. */
    private static final Locator AFTER_MISTAKE = new Locator.Fixed("");

    Locator read(Place place) {
        return read(place, true);
    }

    private Locator read(Place place, boolean mayJoin) {
        var fields = place.open(Section.LOCATOR);
        var entry = fields.byKey().entrySet().stream()
                .filter(field -> Section.LOCATOR.keys().contains(field.getKey()))
                .findFirst();
        if (entry.isEmpty() || fields.byKey().size() != 1) {
            if (place.isMapping()) place.mistake("must have one of header, pointer, field, fixed or joined");
            return AFTER_MISTAKE;
        }
        var value = entry.get().getValue();
        return switch (entry.get().getKey()) {
            case "header" -> new Locator.Header(value.parse("", Syntax::headerName));
            case "pointer" -> pointer(value);
            case "field" -> field(value);
            case "fixed" -> new Locator.Fixed(value.text(128));
            default -> joined(value, mayJoin);
        };
    }

    private Locator pointer(Place value) {
        if (content != Content.JSON) value.mistake("a pointer looks into JSON; the content of this source is not json");
        return new Locator.Pointer(value.parse("", Syntax::pointer));
    }

    private Locator field(Place value) {
        if (content != Content.FORM) value.mistake("a field is of a form; the content of this source is not form");
        return new Locator.Field(value.text(128));
    }

    private Locator joined(Place value, boolean mayJoin) {
        if (!mayJoin) {
            value.mistake("joined parts can't be joined themselves");
            return AFTER_MISTAKE;
        }
        return new Locator.Joined(
                value.items(2, 5).stream().map(part -> read(part, false)).toList());
    }

    /** Context fields by name; plain text is a pointer. */
    Map<String, Locator> context(Place place) {
        var context = new LinkedHashMap<String, Locator>();
        place.entries(0, 32).forEach((name, value) -> {
            value.check(name, Syntax::contextName);
            context.put(name, value.isMapping() ? read(value) : pointer(value));
        });
        return context;
    }
}
