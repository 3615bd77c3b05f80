package dev.usher.signature;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The span of time round now in which a signed timestamp is believed.
 *
 * <p>It reaches as far into the future as into the past. Some official libraries (stripe-java) look at the past only,
 * which would let whoever captures a request with a future timestamp replay it until that time has come.
 */
record TimeWindow(Unit unit, Duration tolerance) {
    /** What the provider counts in. */
    enum Unit {
        S(12),
        MS(15);

        private final int maxDigits;

        Unit(int maxDigits) {
            this.maxDigits = maxDigits;
        }
    }

    /**
     * The instant a header names; null when it is anything but a canonical decimal number: a sign, a space, a leading
     * zero or more digits than any date needs are refused, because the text itself is signed and must have one
     * reading.
     */
    @Nullable
    Instant read(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > unit.maxDigits || text.charAt(0) == '0') return null;
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') return null;
            value = value * 10 + (digit - '0');
        }
        return unit == Unit.S ? Instant.ofEpochSecond(value) : Instant.ofEpochMilli(value);
    }

    /** Null when the timestamp is good; both ends of the window belong to it, measured in the provider's unit. */
    Verdict.@Nullable Reason fault(@Nullable String text, Instant now) {
        var at = read(text);
        if (at == null) return Verdict.Reason.MALFORMED_TIMESTAMP;
        var reference = unit == Unit.S ? Instant.ofEpochSecond(now.getEpochSecond()) : now;
        if (at.isBefore(reference.minus(tolerance))) return Verdict.Reason.TIMESTAMP_TOO_OLD;
        if (at.isAfter(reference.plus(tolerance))) return Verdict.Reason.TIMESTAMP_IN_FUTURE;
        return null;
    }
}
