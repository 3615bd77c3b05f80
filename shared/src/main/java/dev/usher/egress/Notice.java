package dev.usher.egress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.message.Event;
import dev.usher.routing.Routing.Leg;
import org.jspecify.annotations.Nullable;

/**
 * A leg for people: what its {@code title} and {@code text} say, as alerts have them and transforms may; of any other body, the body.
 *
 * @param title one line, no longer than {@value #TITLE_CHARS} characters
 * @param text at most {@value #TEXT_CHARS} characters
 * @param body for programs
 */
record Notice(String title, String text, String body) {
    static final int TITLE_CHARS = 150;
    static final int TEXT_CHARS = 8_000;

    static Notice of(Event event, Leg leg) {
        var body = leg.body().text();
        var json = Json.readOrNull(leg.body().bytes());
        var own = event.source() + " " + event.type();
        var title = line(text(json, "title", own));
        return new Notice(
                cut(title.isEmpty() ? line(own) : title, TITLE_CHARS), cut(text(json, "text", body), TEXT_CHARS), body);
    }

    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    private static String text(@Nullable JsonNode json, String name, String otherwise) {
        return json != null && json.path(name).isTextual() ? json.path(name).textValue() : otherwise;
    }

    /** Never through the middle of a character. */
    static String cut(String text, int most) {
        if (text.length() <= most) return text;
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
