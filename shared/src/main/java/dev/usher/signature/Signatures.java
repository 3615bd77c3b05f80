package dev.usher.signature;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The signatures that one request carries, decoded, at most {@value #MAX}. Several come during rotation and when a
 * header came twice.
 */
final class Signatures {
    /** More would let a sender buy work with header bytes. */
    static final int MAX = 10;

    private final List<byte[]> decoded = new ArrayList<>(2);
    private int seen;

    /** Adds one as written; one that does not decode counts against {@link #MAX} and can match nothing. */
    void add(String text, Encoding encoding) {
        seen++;
        if (seen > MAX) return;
        var bytes = encoding.decode(text);
        if (bytes != null && bytes.length > 0) decoded.add(bytes);
    }

    /**
     * Reads a header of one or more signatures separated by commas, which is how API Gateway joins a header that came
     * twice.
     *
     * @param prefix exactly as written; entries without it are of some other kind and are passed over
     */
    static Signatures commaSeparated(String header, String prefix, Encoding encoding) {
        var signatures = new Signatures();
        for (int start = 0; start <= header.length(); ) {
            int comma = header.indexOf(',', start);
            int end = comma < 0 ? header.length() : comma;
            var entry = header.substring(start, end).strip();
            if (entry.startsWith(prefix) && entry.length() > prefix.length()) {
                signatures.add(entry.substring(prefix.length()), encoding);
            }
            start = end + 1;
        }
        return signatures;
    }

    /** Why no signature here can be checked; null when at least one can. */
    Verdict.@Nullable Reason fault() {
        if (seen > MAX) return Verdict.Reason.TOO_MANY_SIGNATURES;
        return decoded.isEmpty() ? Verdict.Reason.MALFORMED_SIGNATURE : null;
    }

    /** Whether one of them is these bytes. Looks at all, each in constant time. */
    boolean contain(byte[] expected) {
        boolean found = false;
        for (var signature : decoded) found |= MessageDigest.isEqual(expected, signature);
        return found;
    }

    List<byte[]> all() {
        return decoded;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d signatures", seen);
    }
}
