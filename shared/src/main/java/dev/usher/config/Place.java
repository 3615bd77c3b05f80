package dev.usher.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One value of the document, with where it stands. Every method that can't give what was asked reports a mistake here and
 * gives a substitute, so that reading goes on and finds the other mistakes too; the substitute never leaves the reader.
 *
 * @param line of its key, or of itself in a list, counted from 1
 */
record Place(Node node, String path, int line, Reading reading) {
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,17}");

    /** Turns text into a value, or throws {@link IllegalArgumentException} with what must be true instead. */
    interface Parser<T> {
        T parse(String text);
    }

    void mistake(String reason) {
        reading.mistake(line, path, reason);
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    boolean isEmpty() {
        return node.getTag().equals(Tag.NULL);
    }

    /** The text, interpolated; null after a mistake. Numbers and booleans are no text: they are to be quoted. */
    @Nullable
    String text() {
        if (!(node instanceof ScalarNode scalar) || !isText(scalar)) {
            mistake("must be text");
            return null;
        }
        return interpolated(scalar);
    }

    /** The text of any scalar as it is written, interpolated; null after a mistake. */
    @Nullable
    String scalar() {
        if (!(node instanceof ScalarNode scalar) || isEmpty()) {
            mistake("must be text, a number, true or false");
            return null;
        }
        return interpolated(scalar);
    }

    /** The text as the parser reads it; {@code otherwise} after a mistake. */
    <T> T parse(T otherwise, Parser<T> parser) {
        var text = text();
        return text == null ? otherwise : attempt(otherwise, () -> parser.parse(text));
    }

    /** Text of 1 to {@code maxChars} characters. */
    String text(int maxChars) {
        return parse("", text -> {
            if (text.isEmpty() || text.length() > maxChars) {
                throw new IllegalArgumentException("must be text of 1 to " + maxChars + " characters");
            }
            return text;
        });
    }

    /** Runs a check whose {@link IllegalArgumentException} is a mistake here. */
    void check(String text, Consumer<String> check) {
        attempt(true, () -> {
            check.accept(text);
            return true;
        });
    }

    /** A whole number; written plainly, or put in by a variable. */
    long whole(long least, long most) {
        var text = node instanceof ScalarNode scalar && isNumberOrVariable(scalar) ? interpolated(scalar) : "";
        if (text == null) return least;
        if (DECIMAL.matcher(text).matches()) {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) return value;
        }
        mistake("must be a whole number, " + least + " to " + most);
        return least;
    }

    /** The items of a list. */
    List<Place> items(int least, int most) {
        if (!(node instanceof SequenceNode list)) {
            mistake("must be a list");
            return List.of();
        }
        var items = new ArrayList<Place>();
        for (var item : list.getValue()) {
            items.add(new Place(item, path + "[" + items.size() + "]", lineOf(item), reading));
        }
        if (items.size() < least || items.size() > most) {
            mistake("must have " + least + " to " + most + " entries");
            return List.of();
        }
        return items;
    }

    /** The entries of a mapping by key, in the order written. */
    Map<String, Place> entries(int least, int most) {
        if (!(node instanceof MappingNode mapping)) {
            mistake("must be a mapping");
            return Map.of();
        }
        var entries = new LinkedHashMap<String, Place>();
        for (var tuple : mapping.getValue()) {
            int keyLine = lineOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                reading.mistake(keyLine, path, "a key must be text");
                continue;
            }
            var place = new Place(tuple.getValueNode(), under(key.getValue()), keyLine, reading);
            if (key.getTag().equals(Tag.MERGE)) place.mistake("merge keys are not read; write the keys out");
            else if (entries.putIfAbsent(key.getValue(), place) != null) place.mistake("is here twice");
        }
        if (entries.size() < least || entries.size() > most) {
            mistake("must have " + least + " to " + most + " entries");
            return Map.of();
        }
        return entries;
    }

    /** The mapping with the keys of a section; unknown and missing ones are reported. */
    Fields open(Section section) {
        if (!isMapping()) {
            mistake("must be a mapping");
            return new Fields(Map.of());
        }
        var entries = entries(0, Integer.MAX_VALUE);
        entries.forEach((key, place) -> {
            if (!section.keys().contains(key)) place.mistake("unknown key" + Nearest.hint(key, section.keys()));
        });
        for (var key : section.required()) {
            if (!entries.containsKey(key)) reading.mistake(line, under(key), "is missing");
        }
        return new Fields(entries);
    }

    private String under(String key) {
        var shown = key.length() > 64 ? key.substring(0, 64) + "..." : key;
        var clean = shown.replaceAll("\\p{Cntrl}+", " ");
        return path.isEmpty() ? clean : path + "." + clean;
    }

    private @Nullable String interpolated(ScalarNode scalar) {
        return attempt(null, () -> reading.interpolate(scalar.getValue()));
    }

    private <T extends @Nullable Object> T attempt(T otherwise, Supplier<? extends T> action) {
        try {
            return action.get();
        } catch (IllegalArgumentException wrong) {
            mistake(String.valueOf(wrong.getMessage()));
            return otherwise;
        }
    }

    /** YAML 1.1 takes {@code 2026-01-01} for a date and {@code yes} for a boolean; people who write them mean text. */
    private static boolean isText(ScalarNode scalar) {
        var tag = scalar.getTag();
        return tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP) || (tag.equals(Tag.BOOL) && !isTrueOrFalse(scalar));
    }

    static boolean isTrueOrFalse(ScalarNode scalar) {
        return scalar.getValue().equals("true") || scalar.getValue().equals("false");
    }

    private static boolean isNumberOrVariable(ScalarNode scalar) {
        return scalar.getTag().equals(Tag.INT)
                || (scalar.getTag().equals(Tag.STR) && scalar.getValue().contains("${"));
    }

    static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
