package dev.usher.signature;

import dev.usher.config.SchemeConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of one scheme, checked. Every complaint names the scheme, the option and what would be right. */
final class Options {
    /** Five minutes, as Stripe, Slack, HubSpot and the Standard Webhooks libraries have it. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final Duration MAX_TOLERANCE = Duration.ofHours(24);
    private static final int MAX_CHARS = 256;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,5})([smh])");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");

    private final String scheme;
    private final Map<String, String> values;

    /**
     * @param preset values that the scheme itself fixes
     * @param allowed the names that the configuration may set
     */
    Options(SchemeConfig config, Map<String, String> preset, Set<String> allowed) {
        check(config, allowed);
        this.scheme = config.name();
        this.values = new TreeMap<>(preset);
        values.putAll(config.options());
    }

    /** @throws IllegalArgumentException when an option is set that the scheme does not have */
    static void check(SchemeConfig config, Set<String> allowed) {
        for (var name : config.options().keySet()) {
            if (!allowed.contains(name)) {
                var known = allowed.isEmpty() ? "it has none" : "it has " + String.join(", ", new TreeSet<>(allowed));
                throw new IllegalArgumentException("scheme " + config.name() + " has no option " + name + "; " + known);
            }
        }
    }

    Options(SchemeConfig config, String... allowed) {
        this(config, Map.of(), Set.of(allowed));
    }

    String text(String name, String otherwise) {
        var value = values.getOrDefault(name, otherwise);
        if (value.length() > MAX_CHARS || !PRINTABLE.matcher(value).matches()) {
            throw wrong(name, "must be at most " + MAX_CHARS + " printable ASCII characters");
        }
        return value;
    }

    /** A header name in lower case, or null when the option is not set. */
    @Nullable
    String headerOrNull(String name) {
        var value = values.get(name);
        if (value == null) return null;
        if (!HEADER_NAME.matcher(value).matches()) throw wrong(name, "must be a header name");
        return value.toLowerCase(Locale.ROOT);
    }

    String header(String name) {
        var value = headerOrNull(name);
        if (value == null) throw wrong(name, "must be given");
        return value;
    }

    <E extends Enum<E>> E choice(String name, E otherwise) {
        var value = values.get(name);
        if (value == null) return otherwise;
        List<E> choices = Arrays.asList(otherwise.getDeclaringClass().getEnumConstants());
        for (var choice : choices) {
            if (choice.name().toLowerCase(Locale.ROOT).equals(value)) return choice;
        }
        var names = choices.stream()
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .toList();
        throw wrong(name, "must be one of " + String.join(", ", names));
    }

    /** How far a timestamp may lie in the past or in the future; 1 second to 24 hours. */
    Duration tolerance(Duration otherwise) {
        var value = values.get("tolerance");
        if (value == null) return otherwise;
        var matcher = DURATION.matcher(value);
        if (!matcher.matches()) throw wrong("tolerance", "must be a duration such as 90s, 5m or 1h");
        long count = Long.parseLong(matcher.group(1));
        var tolerance =
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    default -> Duration.ofHours(count);
                };
        if (tolerance.isZero() || tolerance.compareTo(MAX_TOLERANCE) > 0) {
            throw wrong("tolerance", "must lie between 1s and 24h");
        }
        return tolerance;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    IllegalArgumentException wrong(String name, String what) {
        return new IllegalArgumentException("scheme " + scheme + ": " + name + " " + what);
    }
}
