package dev.usher.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.http.Response;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, read by name and checked; remembers the first that is wrong. A null counts as left out. */
final class Members {
    /** The longest text, in characters; what a request for admission may hold. */
    static final int TEXT_CHARS = 256;

    private final ObjectNode object;
    private @Nullable Response mistake;

    private Members(ObjectNode object) {
        this.object = object;
    }

    /** @param body null when it could not be read as JSON */
    static Members of(@Nullable JsonNode body, Set<String> known) {
        if (!(body instanceof ObjectNode object)) {
            var none = new Members(Json.object());
            none.mistake =
                    Response.problem(400, "invalid-body", "The body can't be read", "the body must be one JSON object");
            return none;
        }
        var members = new Members(object);
        for (var member : object.properties()) if (!known.contains(member.getKey())) members.mistake = unknown(known);
        return members;
    }

    private static Response unknown(Set<String> known) {
        var allowed = Json.object();
        var list = allowed.putArray("allowed");
        new TreeSet<>(known).forEach(list::add);
        return Response.problem(
                400,
                "unknown-parameter",
                "A parameter is not known here",
                "there is a name that is none of those allowed",
                allowed);
    }

    /** 400, naming what is wrong. */
    static Response wrong(String name, String mustBe) {
        return Response.problem(
                400,
                "invalid-parameter",
                "A parameter is not valid",
                name + " must be " + mustBe,
                Json.object().put("parameter", name));
    }

    private @Nullable JsonNode find(String name) {
        var value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable
    String text(String name) {
        return text(name, TEXT_CHARS);
    }

    @Nullable
    String text(String name, int mostChars) {
        var value = find(name);
        if (value == null) return null;
        if (value.isTextual() && !value.asText().isEmpty() && value.asText().length() <= mostChars)
            return value.asText();
        mistaken(name, "text of 1 to " + mostChars + " characters");
        return null;
    }

    /** A whole number from {@code least} to {@code most}; 0 when it is left out. */
    long whole(String name, long least, long most) {
        var value = find(name);
        if (value == null) return 0;
        if (value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= least && value.asLong() <= most)
            return value.asLong();
        mistaken(name, "a whole number from " + least + " to " + most);
        return 0;
    }

    /** False when it is left out. */
    boolean truth(String name) {
        var value = find(name);
        if (value == null) return false;
        if (!value.isBoolean()) mistaken(name, "true or false");
        return value.asBoolean();
    }

    void mistaken(String name, String mustBe) {
        if (mistake == null) mistake = wrong(name, mustBe);
    }

    /** The answer to an object with a wrong member, naming it; null when all that were read are right. */
    @Nullable
    Response mistake() {
        return mistake;
    }
}
