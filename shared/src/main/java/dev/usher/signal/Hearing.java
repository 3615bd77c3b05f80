package dev.usher.signal;

import dev.usher.config.Dialect;
import dev.usher.config.Dialect.Form;
import dev.usher.config.Dialect.Gauge;
import dev.usher.config.Dialect.Reason;
import dev.usher.config.Dialect.Sign;
import dev.usher.config.Dialect.Spot;
import dev.usher.config.Dialect.Wait;
import dev.usher.http.Headers;
import dev.usher.signal.Signal.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * Which wait counts. Retry-After is the sender's word for this very call, so the t of a RateLimit field yields to it. Of all
 * other hints the longest counts: a call that meets only the shorter ones is refused again. A budget that is not used up did not
 * refuse the call, so its reset is a hint only when there is no other, and then the soonest is. A moment gone by is no hint. What
 * is longer than anybody's window is garbage, and counts only when there is nothing else. In the end every wait is cut to the
 * dialect's longest.
 */
/** Makes out what one answer says. */
final class Hearing {
    /** The wait when an answer says "slow down" and nothing else. */
    static final Duration UNSAID = Duration.ofSeconds(1);

    private record Hint(Duration length, Source source) {}

    private static final Comparator<Hint> SHORTER = Comparator.comparing(Hint::length);
    private static final Comparator<Budget> TIGHTEST =
            Comparator.comparing(Budget::left, Comparator.nullsLast(Comparator.naturalOrder()));

    private final int status;
    private final Headers headers;
    private final Dialect dialect;
    private final Instant now;
    private final Instant theirNow;
    private final Places places;
    private final boolean cached;

    Hearing(Answer answer, Dialect dialect, Instant now) {
        this.status = answer.status();
        this.headers = answer.headers();
        this.dialect = dialect;
        this.now = now;
        this.theirNow = Freshness.theirNow(headers, now);
        this.places = new Places(answer);
        this.cached = Freshness.cached(headers);
    }

    Signal signal() {
        var heard = cached ? List.<Heard>of() : heard();
        var budgets = heard.stream()
                .map(this::budget)
                .filter(budget -> budget.left() != null || budget.limit() != null)
                .sorted(TIGHTEST)
                .toList();
        var sign = sign();
        var retryAfter = cached ? null : retryAfter();
        if (sign != null || refused(retryAfter, budgets)) return slowDown(sign, retryAfter, heard, budgets);
        return budgets.isEmpty() ? new Signal.None() : new Signal.Budgets(budgets);
    }

    /** Whether anybody who answers like this says "slow down". */
    private boolean refused(@Nullable Hint retryAfter, List<Budget> budgets) {
        if (status == 429) return true;
        if (retryAfter != null && status >= 300) return true;
        return status == 503 && budgets.stream().anyMatch(Budget::exhausted);
    }

    private @Nullable Sign sign() {
        for (var sign : dialect.signs()) if (fits(sign)) return sign;
        return null;
    }

    private boolean fits(Sign sign) {
        boolean served = status >= 200 && status < 300;
        if (sign.statuses().isEmpty() ? served : !sign.statuses().contains(status)) return false;
        if (sign.spot() == null) return true;
        var found = places.at(sign.spot());
        if (found == null) return false;
        return sign.words().isEmpty() || sign.words().stream().anyMatch(found.strip()::equalsIgnoreCase);
    }

    private Signal slowDown(@Nullable Sign sign, @Nullable Hint retryAfter, List<Heard> heard, List<Budget> budgets) {
        var hint = longest(hints(retryAfter, heard));
        var atLeast = sign == null ? Duration.ZERO : sign.atLeast();
        if (hint == null) hint = new Hint(UNSAID, Source.STATUS);
        if (atLeast.isPositive() && (hint.source() == Source.STATUS || atLeast.compareTo(hint.length()) > 0))
            hint = new Hint(atLeast, Source.POLICY);
        var reason = sign == null || sign.reason() == null ? reason(budgets) : sign.reason();
        return new Signal.SlowDown(now.plus(cut(hint.length())), reason, hint.source(), budgets);
    }

    private List<Hint> hints(@Nullable Hint retryAfter, List<Heard> heard) {
        var hints = new ArrayList<Hint>();
        if (retryAfter != null) hints.add(retryAfter);
        if (!cached)
            for (var wait : dialect.waits())
                if (!isRetryAfter(wait)) Stream.ofNullable(hint(wait)).forEach(hints::add);
        var open = new ArrayList<Hint>();
        for (var one : heard) {
            if (one.reset() == null || (one.effectiveWindow() && retryAfter != null)) continue;
            var left = one.budget().left();
            (left == null || left == 0 ? hints : open).add(new Hint(one.reset(), one.source()));
        }
        hints.removeIf(hint -> hint.length().isZero());
        open.removeIf(hint -> hint.length().isZero());
        if (hints.isEmpty()) open.stream().min(SHORTER).ifPresent(hints::add);
        return hints;
    }

    private static @Nullable Hint longest(List<Hint> hints) {
        var plausible = hints.stream()
                .filter(hint -> hint.length().compareTo(Dialect.MONTH) <= 0)
                .max(SHORTER);
        return plausible.orElse(hints.isEmpty() ? null : hints.getFirst());
    }

    private @Nullable Hint retryAfter() {
        for (var wait : dialect.waits()) if (isRetryAfter(wait)) return hint(wait);
        var wait = WaitText.readOrNull(headers.get("retry-after"), Form.ANY, theirNow);
        return wait == null ? null : new Hint(wait, Source.HEADER);
    }

    private static boolean isRetryAfter(Wait wait) {
        return wait.spot() instanceof Spot.Header header && header.name().equals("retry-after");
    }

    private @Nullable Hint hint(Wait wait) {
        var length = places.wait(wait, theirNow);
        return length == null ? null : new Hint(length, Places.source(wait.spot()));
    }

    private List<Heard> heard() {
        var heard = new ArrayList<Heard>();
        for (var gauge : dialect.gauges()) Stream.ofNullable(heard(gauge)).forEach(heard::add);
        var fields = RateLimitField.readOrNull(headers);
        heard.addAll(fields != null ? fields : new LegacyFields(headers, declared(), theirNow).read());
        return heard;
    }

    private @Nullable Heard heard(Gauge gauge) {
        var limit = amount(gauge.limit());
        var left = amount(gauge.left());
        var used = amount(gauge.used());
        if (left == null && used != null && limit != null) left = Math.max(0, limit - used);
        if (left == null && limit == null) return null;
        var reset = gauge.reset() == null ? null : places.wait(gauge.reset(), theirNow);
        var source = gauge.reset() == null
                ? Source.HEADER
                : Places.source(gauge.reset().spot());
        var budget = new Budget(gauge.name(), Budget.REQUESTS, left, limit, gauge.window(), null);
        return new Heard(budget, reset, source, false);
    }

    private @Nullable Long amount(@Nullable Spot spot) {
        return spot == null ? null : Amount.readOrNull(places.at(spot));
    }

    /** The headers that the dialect reads in its own way. */
    private Set<String> declared() {
        var names = new HashSet<String>();
        var spots = dialect.gauges().stream()
                .flatMap(gauge -> Stream.of(
                        gauge.left(),
                        gauge.used(),
                        gauge.limit(),
                        gauge.reset() == null ? null : gauge.reset().spot()));
        Stream.concat(spots.filter(Objects::nonNull), dialect.waits().stream().map(Wait::spot))
                .forEach(spot -> {
                    if (spot instanceof Spot.Header header) names.add(header.name());
                });
        return names;
    }

    private Budget budget(Heard heard) {
        var said = heard.budget();
        var until = heard.reset() == null ? null : now.plus(cut(heard.reset()));
        return new Budget(said.name(), said.unit(), said.left(), said.limit(), said.window(), until);
    }

    private Duration cut(Duration wait) {
        return wait.compareTo(dialect.longest()) > 0 ? dialect.longest() : wait;
    }

    /** The reason that goes with the longest window that is used up. */
    private static Reason reason(List<Budget> budgets) {
        var used = budgets.stream().filter(Budget::exhausted).toList();
        if (used.stream().anyMatch(budget -> budget.unit().equals("concurrent-requests"))) return Reason.CONCURRENCY;
        var longest = used.stream()
                .map(Budget::window)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        if (longest.compareTo(Duration.ofDays(28)) >= 0) return Reason.MONTHLY;
        return longest.compareTo(Duration.ofDays(1)) >= 0 ? Reason.DAILY : Reason.BURST;
    }
}
