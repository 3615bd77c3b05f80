package dev.usher.signal;

import dev.usher.config.Dialect.Form;
import dev.usher.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was sent before there was a draft, and what its early revisions had: {@code X-RateLimit-Limit}, {@code -Remaining}
 * and {@code -Reset} under three prefixes, with a window's name behind them or without, and {@code RateLimit: limit=9, remaining=3,
 * reset=50}. Resets are seconds or moments, by magnitude.
 *
 * @param declared lower-case names that are not read here, for a dialect reads them in its own way
 * @param theirNow moments are counted from this
 */
record LegacyFields(Headers headers, Set<String> declared, Instant theirNow) {
    private static final String DRAFT = "ratelimit";
    private static final List<String> PREFIXES = List.of("x-ratelimit", "x-rate-limit", DRAFT);

    private record Window(String suffix, @Nullable Duration length) {}

    private static final List<Window> WINDOWS = List.of(
            new Window("", null),
            new Window("-second", Duration.ofSeconds(1)),
            new Window("-minute", Duration.ofMinutes(1)),
            new Window("-hour", Duration.ofHours(1)),
            new Window("-day", Duration.ofDays(1)),
            new Window("-month", Duration.ofDays(30)));

    /** The RateLimit field of revision 7. */
    private static final Pattern REVISION_7 =
            Pattern.compile("\\s*limit=([0-9]{1,15}),\\s*remaining=([0-9]{1,15}),\\s*reset=([0-9]{1,15})\\s*");

    /** A limit with its window, as the revisions up to 7 wrote it: {@code 10, 10;w=1}, or {@code 10;w=1} as a policy. */
    private static final Pattern WITH_WINDOW =
            Pattern.compile("\\s*(?:[0-9]{1,15}\\s*,\\s*)?[0-9]{1,15}\\s*;\\s*w=([1-9][0-9]{0,8})\\s*(?:;[^,]*)?");

    List<Heard> read() {
        var heard = new ArrayList<Heard>();
        Stream.ofNullable(revision7()).forEach(heard::add);
        for (var prefix : PREFIXES)
            for (var window : WINDOWS) Stream.ofNullable(family(prefix, window)).forEach(heard::add);
        return heard;
    }

    private @Nullable Heard revision7() {
        var field = REVISION_7.matcher(headers.get(DRAFT, ""));
        if (!field.matches()) return null;
        var budget = new Budget(
                DRAFT,
                Budget.REQUESTS,
                Amount.readOrNull(field.group(2)),
                Amount.readOrNull(field.group(1)),
                window(headers.get("ratelimit-policy")),
                null);
        return new Heard(budget, wait(field.group(3)), Signal.Source.HEADER, false);
    }

    private @Nullable Heard family(String prefix, Window window) {
        var limitText = get(prefix + "-limit" + window.suffix());
        var limit = Amount.readOrNull(limitText);
        var left = Amount.readOrNull(get(prefix + "-remaining" + window.suffix()));
        var reset = wait(get(prefix + "-reset" + window.suffix()));
        if (reset == null) reset = wait(get(prefix + "-reset-after" + window.suffix()));
        if (left == null && limit == null && reset == null) return null;
        var length = window.length() != null ? window.length() : window(limitText);
        if (length == null && prefix.equals(DRAFT)) length = window(headers.get("ratelimit-policy"));
        var budget = new Budget(prefix + window.suffix(), Budget.REQUESTS, left, limit, length, null);
        return new Heard(budget, reset, Signal.Source.HEADER, false);
    }

    private @Nullable String get(String name) {
        return declared.contains(name) ? null : headers.get(name);
    }

    private @Nullable Duration wait(@Nullable String value) {
        return WaitText.readOrNull(value, Form.ANY, theirNow);
    }

    private static @Nullable Duration window(@Nullable String limit) {
        var window = WITH_WINDOW.matcher(limit == null ? "" : limit);
        return window.matches() ? Duration.ofSeconds(Long.parseLong(window.group(1))) : null;
    }
}
