package dev.usher.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells callers what they may still do, and refuses those who did too much: {@code RateLimit-Policy}, {@code RateLimit}, {@code
 * Retry-After} and the problem types of draft-ietf-httpapi-ratelimit-headers-11 (23 May 2026), and the older {@code X-RateLimit-…}.
 * All that is peculiar to that revision is in this class.
 *
 * @param windows in the order they are written; empty writes no field
 */
public record RateLimitFields(List<Window> windows) {
    /** The largest Integer of a structured field (RFC 9651 section 3.3.1); larger values are written as this. */
    public static final long MOST = 999_999_999_999_999L;

    private static final String REGISTRY = "https://iana.org/assignments/http-problem-types#";

    private static final Comparator<Window> TIGHTEST = Comparator.comparingLong(Window::remaining)
            .thenComparing(Comparator.comparingLong(Window::resetSeconds).reversed());

    /**
     * A limit, and how it stands.
     *
     * @param name printable ASCII, different from the other windows' names; callers see it
     * @param limit how many are allowed in a window
     * @param seconds the window's length, 1 or more
     * @param remaining how many could be admitted now
     * @param resetSeconds until there is more, rounded up
     */
    public record Window(String name, long limit, long seconds, long remaining, long resetSeconds) {
        public Window {
            if (name.isEmpty() || !name.chars().allMatch(c -> c >= 0x20 && c <= 0x7e))
                throw new IllegalArgumentException("a window's name is printable ASCII");
            limit = Math.clamp(limit, 0, MOST);
            seconds = Math.clamp(seconds, 1, MOST);
            remaining = Math.clamp(remaining, 0, MOST);
            resetSeconds = Math.clamp(resetSeconds, 0, MOST);
        }

        private String quoted() {
            return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }

    /** Why a call is refused: the registered problem types, with their registered titles and statuses. */
    public enum Problem {
        QUOTA_EXCEEDED(429, "quota-exceeded", "Quota Exceeded"),
        /** The limits are lower than usual, for want of capacity. */
        TEMPORARY_REDUCED_CAPACITY(503, "temporary-reduced-capacity", "Temporary Reduced Capacity"),
        ABNORMAL_USAGE_DETECTED(429, "abnormal-usage-detected", "Abnormal Usage Detected");

        private final int status;
        private final String word;
        private final String title;

        Problem(int status, String word, String title) {
            this.status = status;
            this.word = word;
            this.title = title;
        }

        public int status() {
            return status;
        }

        /** The problem's {@code type}: the URI of its registration. */
        public String type() {
            return REGISTRY + word;
        }
    }

    public RateLimitFields {
        windows = List.copyOf(windows);
        var names = new HashSet<String>();
        for (var window : windows)
            if (!names.add(window.name()))
                throw new IllegalArgumentException("two windows have the name " + window.name());
    }

    /** {@code RateLimit-Policy} and {@code RateLimit}, by lower-case name. */
    public Map<String, String> fields() {
        if (windows.isEmpty()) return Map.of();
        return Map.of(
                "ratelimit-policy", list(window -> window.quoted() + ";q=" + window.limit() + ";w=" + window.seconds()),
                "ratelimit",
                        list(window -> window.quoted() + ";r=" + window.remaining() + ";t=" + window.resetSeconds()));
    }

    /**
     * {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset} of the window that has the least left, by lower-case name. The
     * reset is in seconds from now: it needs no clock, and who takes it for a moment finds that gone by and goes by {@code Retry-After}.
     */
    public Map<String, String> legacy() {
        if (windows.isEmpty()) return Map.of();
        var tightest = windows.stream().min(TIGHTEST).orElseThrow();
        return Map.of(
                "x-ratelimit-limit", Long.toString(tightest.limit()),
                "x-ratelimit-remaining", Long.toString(tightest.remaining()),
                "x-ratelimit-reset", Long.toString(tightest.resetSeconds()));
    }

    /**
     * Why and how a call is refused.
     *
     * @param detail for the caller's eyes: nothing of the inside
     * @param violated names of the windows that had too little left; empty when the reason is another
     * @param delay how long until this very call could be admitted
     * @param more further members of the problem document
     */
    public record Refusal(String detail, List<String> violated, Duration delay, ObjectNode more) {
        public Refusal {
            violated = List.copyOf(violated);
        }
    }

    /** As {@link #refuse(Problem, Refusal)}, with a document of the usual members alone. */
    public Response refuse(Problem problem, String detail, List<String> violated, Duration wait) {
        return refuse(problem, new Refusal(detail, violated, wait, Json.object()));
    }

    /**
     * Refuses a call: a problem document with {@link #fields()} and {@code Retry-After}, which is no earlier than the reset of any
     * violated window.
     */
    public Response refuse(Problem problem, Refusal refusal) {
        var members = Json.object();
        refusal.violated.forEach(members.putArray("violated-policies")::add);
        members.setAll(refusal.more);
        var response =
                Response.registeredProblem(problem.status(), problem.type(), problem.title, refusal.detail, members);
        for (var field : fields().entrySet()) response = response.with(field.getKey(), field.getValue());
        return response.retryAfter(atLeast(refusal.delay, refusal.violated));
    }

    private Duration atLeast(Duration wait, List<String> violated) {
        long reset = windows.stream()
                .filter(window -> violated.contains(window.name()))
                .mapToLong(Window::resetSeconds)
                .max()
                .orElse(0);
        if (wait.compareTo(Duration.ofSeconds(reset)) < 0) return Duration.ofSeconds(reset);
        return wait.toSeconds() < MOST ? wait : Duration.ofSeconds(MOST);
    }

    private String list(Function<Window, String> member) {
        return windows.stream().map(member).collect(Collectors.joining(", "));
    }
}
