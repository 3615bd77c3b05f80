package dev.usher.signal;

import dev.usher.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/** Whether an answer was made now, and by which clock. */
final class Freshness {
    /** A {@code Date} that is further off than this is not that of a clock that is slightly wrong. */
    static final Duration SKEW = Duration.ofMinutes(10);

    private static final Pattern AGE = Pattern.compile("0*[1-9][0-9]*");

    /** How caches say that they answered: RFC 9211, Cloudflare, and everybody else ({@code Hit from cloudfront}, {@code MISS, HIT}). */
    private static final Map<String, Pattern> HITS = Map.of(
            "cache-status", Pattern.compile(";\\s*hit\\s*(?:[;,]|$)"),
            "cf-cache-status", Pattern.compile("(?i)\\s*(?:hit|stale|updating)\\s*"),
            "x-cache", Pattern.compile("(?i)\\b(?:\\w+_)?hit\\b"));

    private Freshness() {}

    /** Whether a cache answered: what its fields say of limits is what somebody else was told some time ago. */
    static boolean cached(Headers headers) {
        if (AGE.matcher(headers.get("age", "").strip()).matches()) return true;
        return HITS.entrySet().stream()
                .anyMatch(hit ->
                        hit.getValue().matcher(headers.get(hit.getKey(), "")).find());
    }

    /** The time by the clock of whoever answered, if it tells; moments that it names are counted from this. */
    static Instant theirNow(Headers headers, Instant now) {
        var date = WaitText.momentOrNull(headers.get("date", ""), now);
        if (date == null || Duration.between(now, date).abs().compareTo(SKEW) > 0) return now;
        return date;
    }
}
