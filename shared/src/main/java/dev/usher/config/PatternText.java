package dev.usher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.usher.http.Json;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** An event pattern written in YAML, as the JSON it stands for. Bounded, because aliases can make a small text large. */
final class PatternText {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_VALUES = 1000;

    /** RFC 8259 section 6; what YAML 1.1 takes for a number beyond this (octal, base 60) is refused. */
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?");

    private int values;

    private PatternText() {}

    /** The pattern; an empty object after a mistake at its top. */
    static JsonNode read(Place place) {
        if (!place.isMapping()) {
            place.mistake("must be a mapping");
            return Json.object();
        }
        return new PatternText().convert(place, 1);
    }

    private JsonNode convert(Place place, int depth) {
        if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
            if (depth > MAX_DEPTH || values == MAX_VALUES + 1) {
                place.mistake("a pattern has at most " + MAX_VALUES + " values, nested at most " + MAX_DEPTH + " deep");
            }
            return NullNode.getInstance();
        }
        if (place.isMapping()) {
            var object = Json.object();
            place.entries(0, MAX_VALUES).forEach((key, value) -> object.set(key, convert(value, depth + 1)));
            return object;
        }
        if (place.isList()) {
            var array = Json.mapper().createArrayNode();
            place.items(0, MAX_VALUES).forEach(item -> array.add(convert(item, depth + 1)));
            return array;
        }
        return scalar(place);
    }

    private static JsonNode scalar(Place place) {
        if (!(place.node() instanceof ScalarNode scalar) || place.isEmpty()) return NullNode.getInstance();
        var tag = scalar.getTag();
        if (tag.equals(Tag.BOOL) && Place.isTrueOrFalse(scalar)) {
            return BooleanNode.valueOf(scalar.getValue().equals("true"));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) return number(place, scalar.getValue());
        var text = place.text();
        return text == null ? NullNode.getInstance() : TextNode.valueOf(text);
    }

    private static JsonNode number(Place place, String text) {
        if (NUMBER.matcher(text).matches()) return DecimalNode.valueOf(new BigDecimal(text));
        place.mistake("YAML takes this for a number, JSON would not: write it in decimal, or quote it");
        return NullNode.getInstance();
    }
}
