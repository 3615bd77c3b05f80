package dev.usher.signal;

import dev.usher.config.Dialect.Form;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Until when to wait, in all forms that are sent: those of {@code Retry-After} (RFC 9110 section 10.2.3: seconds, or a date in
 * one of HTTP's three formats), and those that are none of HTTP's: fractions, seconds and milliseconds since 1970, ISO 8601,
 * what JavaScript prints for a date, and durations ({@code 6m0s}, {@code 500ms}, {@code PT30S}).
 */
final class WaitText {
    /** Waits are read as this at most; what is believed of them is decided elsewhere. */
    static final Duration FAR = Duration.ofDays(3660);

    /** Longer texts are not read. */
    static final int CHARS = 100;

    /** Moments as numbers are in milliseconds from here: 1973 as milliseconds, 5138 as seconds. */
    private static final BigDecimal EPOCH_MS = BigDecimal.valueOf(100_000_000_000L);

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");
    private static final Pattern MILLIS = Pattern.compile("([0-9]{1,15})ms");
    private static final Pattern DURATION = Pattern.compile("(?i)(?:P(?=.)(?:[0-9]+D)?(?:T(?=[0-9]))?)?"
            + "(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,12}(?:\\.[0-9]{1,9})?S)?");

    private static final String ZONE = "(GMT|UTC|(?:GMT|UTC)?[+-][0-9]{2}:?[0-9]{2})";
    private static final String TIME = "([0-9]{2}:[0-9]{2}:[0-9]{2})";
    private static final String MONTH = "([A-Za-z]{3})";

    /** The day of the week is read over: it says nothing that the date does not. */
    private static final Pattern DAY = Pattern.compile("[A-Za-z]{3,9},? +(.*)");

    /** IMF-fixdate, and the obsolete format of RFC 850 with its year of two digits. */
    private static final Pattern HTTP =
            Pattern.compile("([0-9]{1,2})[ -]" + MONTH + "[ -]([0-9]{4}|[0-9]{2}) " + TIME + " " + ZONE);

    private static final Pattern ASCTIME = Pattern.compile(MONTH + " +([0-9]{1,2}) " + TIME + " ([0-9]{4})");

    private static final Pattern JAVASCRIPT =
            Pattern.compile(MONTH + " ([0-9]{1,2}) ([0-9]{4}) " + TIME + " " + ZONE + "(?: \\(.*\\))?");

    private static final DateTimeFormatter PLAIN = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("d MMM uuuu HH:mm:ss")
            .toFormatter(Locale.ENGLISH);

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .appendOptional(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHmm", "Z")
            .optionalEnd()
            .toFormatter(Locale.ENGLISH);

    private WaitText() {}

    /**
     * How long to wait, in whole milliseconds, rounded up; zero for a moment gone by; null for what is none of the forms, a negative
     * number among them.
     *
     * @param value as it came; null when there was none
     * @param now moments are counted from this, so best the sender's own clock
     */
    static @Nullable Duration readOrNull(@Nullable String value, Form form, Instant now) {
        if (value == null || value.length() > CHARS) return null;
        var text = value.strip();
        if (NUMBER.matcher(text).matches()) return number(new BigDecimal(text), form, now);
        if (form != Form.ANY) return null;
        var length = duration(text);
        if (length != null) return length;
        var moment = momentOrNull(text, now);
        return moment == null ? null : until(moment, now);
    }

    /** A number that would be a moment of long ago, further than {@link #FAR}, is a number of seconds from now. */
    private static Duration number(BigDecimal number, Form form, Instant now) {
        if (form == Form.MILLISECONDS) return millis(number);
        var inMillis = number.multiply(THOUSAND);
        if (form == Form.SECONDS) return millis(inMillis);
        var since1970 = number.compareTo(EPOCH_MS) < 0 ? inMillis : number;
        var wait = since1970.subtract(BigDecimal.valueOf(now.toEpochMilli()));
        boolean longAgo = wait.compareTo(BigDecimal.valueOf(-FAR.toMillis())) < 0;
        return millis(longAgo ? inMillis : wait);
    }

    private static Duration millis(BigDecimal millis) {
        var whole = millis.setScale(0, RoundingMode.CEILING);
        if (whole.signum() <= 0) return Duration.ZERO;
        var most = BigDecimal.valueOf(FAR.toMillis());
        return Duration.ofMillis(whole.min(most).longValueExact());
    }

    private static Duration until(Instant moment, Instant now) {
        if (!moment.isAfter(now)) return Duration.ZERO;
        var wait = Duration.between(now, moment);
        return wait.compareTo(FAR) > 0
                ? FAR
                : Duration.ofMillis(wait.plusNanos(999_999).toMillis());
    }

    private static @Nullable Duration duration(String text) {
        var inMillis = MILLIS.matcher(text);
        if (inMillis.matches()) return millis(new BigDecimal(inMillis.group(1)));
        if (text.isEmpty() || !DURATION.matcher(text).matches()) return null;
        var iso = text.toUpperCase(Locale.ROOT);
        try {
            var length = Duration.parse(iso.startsWith("P") ? iso : "PT" + iso);
            return length.compareTo(FAR) > 0
                    ? FAR
                    : Duration.ofMillis(length.plusNanos(999_999).toMillis());
        } catch (DateTimeException malformed) {
            return null;
        }
    }

    /**
     * The moment that a date names.
     *
     * @param now decides what two digits of a year mean
     */
    static @Nullable Instant momentOrNull(String text, Instant now) {
        if (text.length() > CHARS) return null;
        try {
            var day = DAY.matcher(text);
            return day.matches() ? dated(day.group(1), now) : iso(text);
        } catch (DateTimeException noDate) {
            return null;
        }
    }

    private static @Nullable Instant dated(String text, Instant now) {
        var http = HTTP.matcher(text);
        if (http.matches())
            return at(http.group(1), http.group(2), year(http.group(3), now), http.group(4), zone(http));
        var asctime = ASCTIME.matcher(text);
        if (asctime.matches())
            return at(asctime.group(2), asctime.group(1), asctime.group(4), asctime.group(3), ZoneOffset.UTC);
        var script = JAVASCRIPT.matcher(text);
        if (script.matches())
            return at(script.group(2), script.group(1), script.group(3), script.group(4), zone(script));
        return null;
    }

    private static Instant at(String day, String month, String year, String time, ZoneOffset zone) {
        var plain = day + " " + month + " " + year + " " + time;
        return LocalDateTime.parse(plain, PLAIN).toInstant(zone);
    }

    /** Two digits mean the year that is no more than 50 years ahead (RFC 9110 section 5.6.7). */
    private static String year(String digits, Instant now) {
        if (digits.length() == 4) return digits;
        int earliest = now.atOffset(ZoneOffset.UTC).getYear() - 49;
        int year = earliest + Math.floorMod(Integer.parseInt(digits) - earliest, 100);
        return String.format(Locale.ROOT, "%04d", year);
    }

    private static ZoneOffset zone(Matcher date) {
        var offset = date.group(5).replaceFirst("^(?:GMT|UTC)", "");
        return offset.isEmpty() ? ZoneOffset.UTC : ZoneOffset.of(offset);
    }

    /** A time without an offset is UTC's, a date alone its first moment. */
    private static Instant iso(String text) {
        return switch (ISO.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from)) {
            case OffsetDateTime exact -> exact.toInstant();
            case LocalDateTime local -> local.toInstant(ZoneOffset.UTC);
            case LocalDate date -> date.atStartOfDay().toInstant(ZoneOffset.UTC);
            default -> throw new DateTimeException("none of the three");
        };
    }
}
