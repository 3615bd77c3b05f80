package dev.usher.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the template, read key by key. What nobody has asked for when {@link #end} comes stops the start, so a property
 * that the local host does not honour is never passed over in silence.
 */
final class Block {
    private final Value.Fields fields;
    private final String path;
    private final Set<String> left;

    Block(Value.Fields fields, String path) {
        this.fields = fields;
        this.path = path;
        this.left = new LinkedHashSet<>(fields.entries().keySet());
    }

    /** @throws TemplateError when the value is no mapping */
    static Block of(Value value, String path) {
        return switch (value) {
            case Value.Fields fields -> new Block(fields, path);
            case Value.Text(var text, var line)
            when text.isEmpty() -> new Block(new Value.Fields(Map.of(), Map.of(), line), path);
            default -> throw new TemplateError(value.line(), path, "a mapping is expected here");
        };
    }

    String path() {
        return path;
    }

    int line() {
        return fields.line();
    }

    Set<String> keys() {
        return fields.entries().keySet();
    }

    /** The value of the key, or null when it is absent; either way the key counts as read. */
    @Nullable
    Value find(String key) {
        left.remove(key);
        return fields.entries().get(key);
    }

    Value need(String key) {
        var value = find(key);
        if (value == null) throw new TemplateError(line(), path, key + " is missing");
        return value;
    }

    String text(String key) {
        return textOf(need(key), path + "." + key);
    }

    String text(String key, String otherwise) {
        var value = find(key);
        return value == null ? otherwise : textOf(value, path + "." + key);
    }

    int number(String key, int otherwise) {
        var value = find(key);
        if (value == null) return otherwise;
        var text = textOf(value, path + "." + key);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TemplateError(value.line(), path + "." + key, "'" + text + "' is no whole number");
        }
    }

    boolean flag(String key, boolean otherwise) {
        var text = text(key, String.valueOf(otherwise));
        if (text.equals("true") || text.equals("false")) return text.equals("true");
        throw new TemplateError(need(key).line(), path + "." + key, "'" + text + "' is neither true nor false");
    }

    /** The mapping under the key; an absent one is empty. */
    Block block(String key) {
        var value = find(key);
        return of(value == null ? new Value.Fields(Map.of(), Map.of(), line()) : value, path + "." + key);
    }

    /** The mappings of the list under the key, read by {@code reader}, each to its end; an absent list is empty. */
    <T> List<T> blocks(String key, Function<Block, T> reader) {
        var read = new ArrayList<T>();
        for (var item : items(key)) {
            var block = of(item, path + "." + key + "[" + read.size() + "]");
            read.add(reader.apply(block));
            block.end();
        }
        return read;
    }

    List<String> texts(String key) {
        return items(key).stream().map(item -> textOf(item, path + "." + key)).toList();
    }

    /** Every entry of this mapping as text. */
    Map<String, String> allTexts() {
        var texts = new LinkedHashMap<String, String>();
        for (var key : keys()) texts.put(key, text(key));
        return texts;
    }

    /** Passes over these keys, if present: each is known to have no effect on one machine. */
    void passOver(Set<String> withoutLocalEffect) {
        left.removeAll(withoutLocalEffect);
    }

    /** Refuses any other value than the one whose behaviour the local host has. */
    void only(String key, String supported) {
        var text = text(key, supported);
        if (!text.equals(supported)) {
            throw new TemplateError(
                    need(key).line(),
                    path + "." + key,
                    "'" + text + "' is not understood here, only '" + supported + "'");
        }
    }

    void end() {
        for (var key : left) {
            throw new TemplateError(
                    fields.keyLines().getOrDefault(key, line()), path + "." + key, "not understood by the local host");
        }
    }

    private List<Value> items(String key) {
        var value = find(key);
        return switch (value) {
            case null -> List.of();
            case Value.Items items -> items.values();
            default -> throw new TemplateError(value.line(), path + "." + key, "a list is expected here");
        };
    }

    private static String textOf(Value value, String path) {
        if (value instanceof Value.Text(var text, var line)) return text;
        throw new TemplateError(value.line(), path, "a text is expected here");
    }
}
