package dev.usher.breaker;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whose breaker it is. */
public record BreakerId(Kind kind, String name) {
    /** What is called. */
    public enum Kind {
        /** Where deliveries end. */
        DESTINATION,
        /** A third party's API. */
        SERVICE
    }

    public static BreakerId destination(String name) {
        return new BreakerId(Kind.DESTINATION, name);
    }

    public static BreakerId service(String name) {
        return new BreakerId(Kind.SERVICE, name);
    }

    /** {@code destination:ledger}. */
    public String text() {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + name;
    }

    /** What {@link #text} wrote; null when it is something else. */
    public static @Nullable BreakerId read(String text) {
        for (var kind : Kind.values()) {
            var prefix = kind.name().toLowerCase(Locale.ROOT) + ":";
            if (text.startsWith(prefix) && text.length() > prefix.length())
                return new BreakerId(kind, text.substring(prefix.length()));
        }
        return null;
    }
}
