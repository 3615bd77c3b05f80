package dev.usher.signal;

import dev.usher.http.Headers;
import dev.usher.signal.FieldList.Member;
import dev.usher.signal.FieldList.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields {@code RateLimit} and {@code RateLimit-Policy} of draft-ietf-httpapi-ratelimit-headers-10 and -11. A malformed
 * field is ignored as a whole, and so is one that lacks what the draft requires.
 */
final class RateLimitField {
    /** A longer {@code t} than this is implausible, unless its policy's window is longer (the draft's example, its section 8.5.1). */
    static final Duration PLAUSIBLE = Duration.ofMinutes(10);

    private record Policy(
            Member member, long quota, @Nullable Long window, String unit) {}

    private RateLimitField() {}

    /** The service limits in order; null when there is no RateLimit field or none that can be read. */
    static @Nullable List<Heard> readOrNull(Headers headers) {
        var field = headers.get("ratelimit");
        var limits = field == null ? null : FieldList.readOrNull(field);
        if (limits == null || limits.isEmpty()) return null;
        var policies = policies(headers.get("ratelimit-policy"));
        var heard = new ArrayList<Heard>();
        for (var limit : limits) {
            var left = whole(limit, "r", 0);
            var reset = whole(limit, "t", 0);
            if (left == null || (reset == null && limit.parameters().containsKey("t")) || !keyed(limit)) return null;
            heard.add(heard(limit.name(), left, reset, policyOf(limit, policies)));
        }
        return heard;
    }

    private static Heard heard(String name, long left, @Nullable Long reset, @Nullable Policy policy) {
        var seconds = policy == null ? null : policy.window();
        var window = seconds == null ? null : Duration.ofSeconds(seconds);
        var unit = policy == null ? Budget.REQUESTS : policy.unit();
        var limit = policy == null ? null : (Long) policy.quota();
        return new Heard(
                new Budget(name, unit, left, limit, window, null),
                reset == null ? null : plausible(Duration.ofSeconds(reset), window),
                Signal.Source.HEADER,
                true);
    }

    private static Duration plausible(Duration reset, @Nullable Duration window) {
        var most = window == null || window.compareTo(PLAUSIBLE) < 0 ? PLAUSIBLE : window;
        return reset.compareTo(most) > 0 ? most : reset;
    }

    /** Empty when the field is missing or malformed: what it says is informative. */
    private static List<Policy> policies(@Nullable String field) {
        var members = field == null ? null : FieldList.readOrNull(field);
        if (members == null) return List.of();
        var policies = new ArrayList<Policy>();
        for (var member : members) {
            var quota = whole(member, "q", 0);
            var window = whole(member, "w", 1);
            var unit = unit(member.parameters());
            if (quota == null || unit == null || !keyed(member)) return List.of();
            if (window == null && member.parameters().containsKey("w")) return List.of();
            policies.add(new Policy(member, quota, window, unit));
        }
        return policies;
    }

    /** The policy of the same name and partition, else the one of the same name that has no partition. */
    private static @Nullable Policy policyOf(Member limit, List<Policy> policies) {
        Policy general = null;
        for (var policy : policies) {
            if (!policy.member().name().equals(limit.name())) continue;
            var partition = policy.member().parameters().get("pk");
            if (partition == null) general = policy;
            else if (partition.equals(limit.parameters().get("pk"))) return policy;
        }
        return general;
    }

    private static @Nullable Long whole(Member member, String key, long least) {
        return member.parameters().get(key) instanceof Value.Whole(var number) && number >= least ? number : null;
    }

    private static @Nullable String unit(Map<String, Value> parameters) {
        var unit = parameters.get("qu");
        if (unit == null) return Budget.REQUESTS;
        return unit instanceof Value.Text(var text) ? text : null;
    }

    private static boolean keyed(Member member) {
        var key = member.parameters().get("pk");
        return key == null || key instanceof Value.Bytes;
    }
}
