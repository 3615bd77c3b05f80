package dev.usher.local.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * Compares an answer with one written down in the documentation: what is written must be there, more may be. Within a text,
 * {@code …} stands for anything; the members of a list are found in their order, with others in between.
 */
final class Documented {
    private Documented() {}

    /** Whether the answer is as documented. */
    static boolean matches(JsonNode documented, JsonNode answer) {
        if (documented.isObject()) {
            return documented.properties().stream()
                    .allMatch(member ->
                            answer.has(member.getKey()) && matches(member.getValue(), answer.get(member.getKey())));
        }
        if (documented.isArray()) return answer.isArray() && matchesInOrder(documented, answer);
        if (documented.isTextual())
            return answer.isTextual()
                    && pattern(documented.asText()).matcher(answer.asText()).matches();
        return documented.equals(answer);
    }

    private static boolean matchesInOrder(JsonNode documented, JsonNode answer) {
        if (documented.isEmpty()) return answer.isEmpty();
        int next = 0;
        for (var element : answer) {
            if (next < documented.size() && matches(documented.get(next), element)) next++;
        }
        return next == documented.size();
    }

    private static Pattern pattern(String text) {
        var parts = text.split("…", -1);
        var pattern = new StringBuilder(Pattern.quote(parts[0]));
        for (int i = 1; i < parts.length; i++) pattern.append(".*").append(Pattern.quote(parts[i]));
        return Pattern.compile(pattern.toString(), Pattern.DOTALL);
    }
}
