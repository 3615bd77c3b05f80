package dev.usher.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} field (RFC 9110 section 10.2.3): a number of seconds, or a date in one of HTTP's three formats. */
public final class RetryAfter {
    /** More seconds than this are read as this many (about 31 years): the caller caps the wait anyway. */
    private static final long MOST_SECONDS = 1_000_000_000;

    /** IMF-fixdate and asctime. Days of the week are read over: they say nothing that the date does not. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH),
            DateTimeFormatter.ofPattern("MMM d HH:mm:ss uuuu", Locale.ENGLISH));

    private RetryAfter() {}

    /**
     * How long to wait from {@code now}, zero for a time gone by; empty when the field is absent or is neither form. A
     * fraction of a second, which is not HTTP but is sent, counts as the whole second.
     *
     * @param value as it came; null when there was none
     */
    public static Optional<Duration> parse(@Nullable String value, Instant now) {
        if (value == null) return Optional.empty();
        var text = value.strip();
        if (text.isEmpty() || text.length() > 64) return Optional.empty();
        if (text.charAt(0) >= '0' && text.charAt(0) <= '9') return seconds(text);
        return date(text, now).map(at -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    }

    private static Optional<Duration> seconds(String text) {
        int point = text.indexOf('.');
        var whole = point < 0 ? text : text.substring(0, point);
        var fraction = point < 0 ? "" : text.substring(point + 1);
        if (!isDigits(whole) || (point >= 0 && !isDigits(fraction))) return Optional.empty();
        long seconds = whole.length() > 18 ? MOST_SECONDS : Math.min(MOST_SECONDS, Long.parseLong(whole));
        boolean more = fraction.chars().anyMatch(digit -> digit != '0');
        return Optional.of(Duration.ofSeconds(more ? seconds + 1 : seconds));
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Optional<Instant> date(String text, Instant now) {
        int day = text.indexOf(' ');
        if (day < 3) return Optional.empty();
        var rest = text.substring(day + 1).strip().replaceAll(" +", " ");
        for (var format : DATES) {
            var at = read(rest, format);
            if (at.isPresent()) return at;
        }
        return read(rest, rfc850(now));
    }

    /** Two digits of a year mean the year within fifty of now (RFC 9110 section 5.6.7). */
    private static DateTimeFormatter rfc850(Instant now) {
        int base = now.atOffset(ZoneOffset.UTC).getYear() - 49;
        return new DateTimeFormatterBuilder()
                .appendPattern("dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, base)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH);
    }

    private static Optional<Instant> read(String text, DateTimeFormatter format) {
        try {
            return Optional.of(LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException other) {
            return Optional.empty();
        }
    }
}
