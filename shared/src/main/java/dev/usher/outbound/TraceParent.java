package dev.usher.outbound;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code traceparent} field of W3C Trace Context, whose trace id is the correlation id of a call. */
public final class TraceParent {
    private static final Pattern FIELD = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
    private static final String SAMPLED = "-01";

    private TraceParent() {}

    /** The trace id of a field; a new one when the field is absent or malformed, as the recommendation wants. */
    public static String traceOf(@Nullable String field) {
        var found = FIELD.matcher(field == null ? "" : field.strip());
        boolean valid = found.matches()
                && !found.group(1).equals("0".repeat(32))
                && !found.group(2).equals("0".repeat(16));
        return valid ? found.group(1) : hex(16);
    }

    /** A field for the next leg of a trace. */
    static String next(String trace) {
        return "00-" + (TRACE.matcher(trace).matches() ? trace : hex(16)) + "-" + hex(8) + SAMPLED;
    }

    private static String hex(int bytes) {
        var random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        random[0] |= 1; // all zeros is not allowed
        return HexFormat.of().formatHex(random);
    }
}
