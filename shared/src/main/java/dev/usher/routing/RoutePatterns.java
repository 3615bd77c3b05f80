package dev.usher.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/** Checks event patterns before anything is routed by them. */
public final class RoutePatterns {
    /** The fields of the event document. A pattern that names another could never match. */
    static final Set<String> FIELDS =
            Set.of("source", "type", "id", "providerId", "priority", "receivedAt", "context", "payload");

    private static final Pattern POSITION = Pattern.compile("line: (\\d+), column: (\\d+)");

    private RoutePatterns() {}

    /** @throws IllegalArgumentException saying what is wrong with the pattern and, where it is known, at which line and column */
    public static void check(String json) {
        var complaint = JsonRuleCompiler.check(json, false);
        if (complaint != null) throw new IllegalArgumentException(oneLine(complaint));
        var document = Json.readOrNull(json.getBytes(StandardCharsets.UTF_8));
        if (document == null) throw new IllegalArgumentException("a pattern is one JSON object and nothing behind it");
        checkFields(document);
        try {
            addTo(machine(), "check", json);
        } catch (RuntimeException refused) {
            throw new IllegalArgumentException(oneLine(String.valueOf(refused.getMessage())), refused);
        }
    }

    private static void checkFields(JsonNode pattern) {
        pattern.fieldNames().forEachRemaining(name -> {
            if (name.equals("$or")) {
                pattern.get(name).forEach(RoutePatterns::checkFields);
            } else if (!FIELDS.contains(name.split("\\.", 2)[0])) {
                throw new IllegalArgumentException("an event has no field \"" + name + "\"; it has "
                        + String.join(", ", FIELDS.stream().sorted().toList()));
            }
        });
    }

    /** A machine that refuses a pattern with one field written twice instead of forgetting the first. */
    static Machine machine() {
        return Machine.builder().withOverridesForDuplicateRules(false).build();
    }

    static void addTo(Machine machine, String route, String pattern) {
        try {
            machine.addRule(route, pattern);
        } catch (IOException malformed) {
            throw new IllegalArgumentException(oneLine(String.valueOf(malformed.getMessage())), malformed);
        }
    }

    /** The message without the copy of the text that the parser puts in. */
    private static String oneLine(String complaint) {
        var position = POSITION.matcher(complaint);
        var what = complaint.split("\\R", 2)[0];
        int source = what.indexOf(" at [Source:");
        if (source >= 0) what = what.substring(0, source);
        return position.find()
                ? what.strip() + " (line " + position.group(1) + ", column " + position.group(2) + ")"
                : what;
    }
}
