package dev.usher.outbound;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Prefer} field of RFC 7240, as far as it is about waiting. What can't be read is no preference.
 *
 * @param async whether an answer may come later
 * @param seconds that the caller would wait; {@link #UNSAID} when it does not say
 */
record Preferences(boolean async, long seconds) {
    static final long UNSAID = -1;

    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,6})\"?");

    static Preferences of(@Nullable String field) {
        boolean async = false;
        Long wait = null;
        for (var part : (field == null ? "" : field).split(",", -1)) {
            var preference = part.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (preference.equals("respond-async")) async = true;
            var found = WAIT.matcher(preference);
            if (wait == null && found.matches()) wait = Long.parseLong(found.group(1));
        }
        return new Preferences(async, wait == null ? UNSAID : wait);
    }

    /** Whether the caller says that it waits a while, and for how long. */
    boolean waits() {
        return async && seconds > 0;
    }
}
