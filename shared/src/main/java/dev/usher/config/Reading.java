package dev.usher.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One reading of one document: the environment it is read in and the mistakes found so far. */
final class Reading {
    private static final int MAX_REASON_CHARS = 300;

    // An escaped opening, a variable with or without a default, or an opening that is neither: in this order.
    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{");

    private final Map<String, String> environment;
    private final List<Mistake> mistakes = new ArrayList<>();

    Reading(Map<String, String> environment) {
        this.environment = environment;
    }

    void mistake(int line, String path, String reason) {
        var oneLine = reason.replaceAll("\\p{Cntrl}+", " ");
        mistakes.add(new Mistake(line, path, oneLine.substring(0, Math.min(oneLine.length(), MAX_REASON_CHARS))));
    }

    /** @throws ConfigException when there were mistakes */
    void check() {
        if (mistakes.isEmpty()) return;
        throw new ConfigException(mistakes.stream()
                .sorted(Comparator.comparingInt(Mistake::line))
                .distinct()
                .toList());
    }

    /**
     * The text with its variables replaced. An empty variable counts as unset, as in {@link Settings}; what is put in is not
     * looked at again, so a variable can't name another.
     *
     * @throws IllegalArgumentException naming the variable that is unset and has no default
     */
    String interpolate(String text) {
        if (!text.contains("${")) return text;
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group().equals("$${") ? "${" : value(found.group(1), found.group(2))));
    }

    private String value(@Nullable String name, @Nullable String otherwise) {
        if (name == null)
            throw new IllegalArgumentException(
                    "has a ${ that is no ${NAME} or ${NAME:-default}; write $${ for the characters themselves");
        var value = environment.get(name);
        if (value != null && !value.isEmpty()) return value;
        if (otherwise == null) throw new IllegalArgumentException("the environment variable " + name + " is not set");
        return otherwise;
    }
}
