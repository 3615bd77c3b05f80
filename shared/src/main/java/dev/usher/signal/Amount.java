package dev.usher.signal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how many are left, were used, or are allowed. */
final class Amount {
    /** Larger ones are read as this: the largest Integer of a structured field (RFC 9651 section 3.3.1). */
    static final long MOST = 999_999_999_999_999L;

    /** What comes behind a comma or semicolon is a policy: {@code 10, 10;w=1}. */
    private static final Pattern NUMBER = Pattern.compile("\\s*([0-9]+)(?:\\.[0-9]+)?\\s*(?:[,;].*)?");

    private Amount() {}

    /** The whole number, a fraction cut off; null for anything else, a negative number (which often means "no limit") among them. */
    static @Nullable Long readOrNull(@Nullable String value) {
        if (value == null) return null;
        var number = NUMBER.matcher(value);
        if (!number.matches()) return null;
        var digits = number.group(1);
        return digits.length() > 15 ? MOST : Long.parseLong(digits);
    }
}
