package dev.usher.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Query parameters, read by name and checked; remembers the first that is wrong. An empty one counts as left out. */
public final class Parameters {
    /** The longest value taken, in characters. */
    public static final int LONGEST = 256;

    private final Map<String, String> query;
    private @Nullable Response mistake;

    public Parameters(Map<String, String> query) {
        this.query = query;
    }

    /** A text of at most {@value #LONGEST} characters. */
    public String text(String name, String otherwise) {
        var value = query.getOrDefault(name, "");
        if (value.isEmpty()) return otherwise;
        if (value.length() <= LONGEST) return value;
        return wrong(name, "at most " + LONGEST + " characters", otherwise);
    }

    /** One of a few words. */
    public String choice(String name, String otherwise, List<String> words) {
        var value = text(name, otherwise);
        if (value.equals(otherwise) || words.contains(value)) return value;
        return wrong(name, "one of " + String.join(", ", words), otherwise);
    }

    /** A whole number from {@code least} to {@code most}. */
    public long count(String name, long otherwise, long least, long most) {
        var value = text(name, "");
        if (value.isEmpty()) return otherwise;
        try {
            long count = Long.parseLong(value);
            if (count >= least && count <= most) return count;
        } catch (NumberFormatException malformed) {
            return wrong(name, "a whole number from " + least + " to " + most, otherwise);
        }
        return wrong(name, "a whole number from " + least + " to " + most, otherwise);
    }

    /** Says that a parameter is not what it must be. */
    public <T> T wrong(String name, String mustBe, T otherwise) {
        if (mistake == null)
            mistake = Response.problem(
                    400,
                    "invalid-parameter",
                    "A parameter is not valid",
                    name + " must be " + mustBe,
                    Json.object().put("parameter", name));
        return otherwise;
    }

    /** The answer to a request with a wrong parameter, naming it; null when all that were read are right. */
    public @Nullable Response mistake() {
        return mistake;
    }
}
