package dev.usher.abuse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import dev.usher.http.Json;
import dev.usher.limit.Ask;
import dev.usher.limit.Scope;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * Requests that no policy can tell apart, except by what they cost.
 *
 * @param who as the request said, long values by their digest; see {@link Scope#brief}
 */
public record Asker(Priority priority, Map<Dimension, String> who) {
    public Asker {
        who = Map.copyOf(who);
    }

    public static Asker of(Ask ask) {
        for (var value : ask.who().values()) if (!Scope.brief(value).equals(value)) return brief(ask);
        return new Asker(ask.priority(), ask.who());
    }

    private static Asker brief(Ask ask) {
        var brief = new EnumMap<Dimension, String>(Dimension.class);
        ask.who().forEach((dimension, value) -> brief.put(dimension, Scope.brief(value)));
        return new Asker(ask.priority(), brief);
    }

    /** One of those who were not told apart when they were counted. */
    static Asker other(int number) {
        var name = "(other " + number + ")";
        return new Asker(
                Priority.HIGH, Map.of(Dimension.SUBJECT, name, Dimension.CLIENT, name, Dimension.ADDRESS, name));
    }

    /** A request like theirs, for one unit. */
    Ask ask(LimitPolicy policy) {
        return new Ask(policy, who, 1, priority, null, null, false);
    }

    /** A JSON list: the priority, and the values of all dimensions in order, empty where there is none. */
    public String text() {
        var list = Json.mapper().createArrayNode().add(priority.label());
        for (var dimension : Dimension.values()) list.add(who.getOrDefault(dimension, ""));
        return list.toString();
    }

    /** The reverse of {@link #text}. */
    public static Asker read(String text) {
        if (!(Json.readOrNull(text.getBytes(StandardCharsets.UTF_8)) instanceof ArrayNode list))
            throw new IllegalArgumentException("no asker: " + text);
        var who = new EnumMap<Dimension, String>(Dimension.class);
        int next = 1;
        for (var dimension : Dimension.values()) {
            var value = list.path(next++).asText();
            if (!value.isEmpty()) who.put(dimension, value);
        }
        return new Asker(Priority.of(list.path(0).asText()), who);
    }
}
