package dev.usher.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;

/** SAM's rule for {@code Globals}: a resource's own primitives replace, mappings merge, lists get the global items in front. */
final class Globals {
    private Globals() {}

    static Value merge(Value global, Value own) {
        if (global instanceof Value.Fields(var base, var baseLines, var baseLine)
                && own instanceof Value.Fields(var more, var moreLines, var line)) {
            var entries = new LinkedHashMap<>(base);
            more.forEach((key, value) -> entries.merge(key, value, Globals::merge));
            var lines = new LinkedHashMap<>(baseLines);
            lines.putAll(moreLines);
            return new Value.Fields(entries, lines, line);
        }
        if (global instanceof Value.Items(var base, var baseLine) && own instanceof Value.Items(var more, var line)) {
            var items = new ArrayList<>(base);
            items.addAll(more);
            return new Value.Items(items, line);
        }
        return own;
    }
}
