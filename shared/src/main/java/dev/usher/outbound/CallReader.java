package dev.usher.outbound;

import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import dev.usher.config.Service;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.outbound.Outgoing.Later;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what somebody wants to be called from their request.
 *
 * @param destinations that an answer may be delivered to
 */
record CallReader(Set<String> destinations) {
    private static final int MOST_PATH_CHARS = 4096;
    private static final int MOST_CHARS = 256;

    /** API Gateway gives up after 30 s; what is left of that is for putting an answer together. */
    private static final Duration LONGEST = Duration.ofSeconds(29);

    /** Segments that lead elsewhere, plain or encoded, and what some servers take for a slash. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?i)(?:^|/)(?:\\.|%2e){1,2}(?:/|;|%3b|$)|\\\\|%5c|%2f|%00");

    /** RFC 3986 sections 3.3 and 3.4; in a query brackets too, which every client writes plainly. */
    private static final Pattern PATH = Pattern.compile("(?:[!$&'()*+,;=:@A-Za-z0-9._~/-]|%[0-9A-Fa-f]{2})*");

    private static final Pattern QUERY = Pattern.compile("(?:[!$&'()*+,;=:@A-Za-z0-9._~/?\\[\\]-]|%[0-9A-Fa-f]{2})*");
    private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,6}");
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** The longest body of a call that may be queued: it is kept in one item of the log, beside its headers. */
    static final int MOST_QUEUED_BYTES = 256 * 1024;

    /** Names and values of all headers that are passed on. API Gateway takes less; who invokes the function could send more. */
    static final int MOST_HEADER_BYTES = 16 * 1024;

    /** They make another method of the one that decides here what may be made twice, and kept. */
    private static final Set<String> METHOD_OVERRIDES =
            Set.of("x-http-method-override", "x-http-method", "x-method-override");

    /** How long a queued call is of use, at most and when nobody says. */
    private static final long MOST_SECONDS = 86_400;

    sealed interface Read {
        record Well(Outgoing outgoing) implements Read {}

        record Ill(Response answer) implements Read {}
    }

    /** @param caller who asks */
    Read read(Service service, Request request, String caller, Instant now) {
        if (!METHODS.contains(request.method()))
            return new Read.Ill(
                    Response.problem(405, "method-not-allowed", "Method not allowed", "this method is not passed on"));
        var prefix = "/gateway/" + request.pathValue("service");
        int at = request.path().indexOf(prefix); // behind the name of a stage
        if (at < 0) return new Read.Ill(wrong("path", "with the service's name as it is, without percent-encoding"));
        var path = request.path().substring(at + prefix.length());
        if (path.isEmpty()) path = "/";
        if (path.length() + request.rawQuery().length() > MOST_PATH_CHARS)
            return new Read.Ill(wrong("path", "at most " + MOST_PATH_CHARS + " characters with its query"));
        if (!path.startsWith("/")
                || ELSEWHERE.matcher(path).find()
                || !PATH.matcher(path).matches())
            return new Read.Ill(wrong("path", "a plain path, percent-encoded, without segments that lead elsewhere"));
        if (!QUERY.matcher(request.rawQuery()).matches()) return new Read.Ill(wrong("query", "percent-encoded"));
        return read(service, request, path, caller, now);
    }

    private Read read(Service service, Request request, String path, String caller, Instant now) {
        var headers = request.headers().withoutHops();
        var who = new EnumMap<Dimension, String>(Dimension.class);
        for (var dimension : List.of(Dimension.OPERATION, Dimension.TIER, Dimension.CLIENT)) {
            var value = headers.get("usher-" + dimension.label());
            if (value == null) continue;
            if (value.isBlank() || value.length() > MOST_CHARS)
                return new Read.Ill(wrong("usher-" + dimension.label(), "1 to " + MOST_CHARS + " characters"));
            who.put(dimension, value.strip());
        }
        var cost = whole(headers.get("usher-cost"), 1, 1_000_000);
        if (cost == null) return new Read.Ill(wrong("usher-cost", "a whole number, 1 to 1000000"));
        var timeout = whole(headers.get("usher-timeout-ms"), LONGEST.toMillis(), LONGEST.toMillis());
        if (timeout == null) return new Read.Ill(wrong("usher-timeout-ms", "milliseconds, 1 to " + LONGEST.toMillis()));
        var label = headers.get("usher-priority");
        if (label != null && !List.of("high", "normal", "low").contains(label))
            return new Read.Ill(wrong("usher-priority", "high, normal or low"));
        var shape = headers.get("usher-shape", "raw");
        if (!List.of("raw", "normal").contains(shape)) return new Read.Ill(wrong("usher-shape", "raw or normal"));
        var misfit = misfit(service, who);
        if (misfit == null) misfit = unsendable(headers);
        if (misfit == null) misfit = unqueueable(service, request);
        if (misfit != null) return new Read.Ill(misfit);
        var wishes = Preferences.of(headers.get("prefer"));
        return new Read.Well(new Outgoing(
                request.method(),
                path,
                request.rawQuery(),
                headers,
                request.body(),
                who,
                cost,
                label == null ? null : Priority.of(label),
                now.plusMillis(wishes.waits() ? Math.min(timeout, wishes.seconds() * 1000) : timeout),
                TraceParent.traceOf(headers.get("traceparent")),
                shape.equals("normal"),
                wishes.async() ? later(service, request, wishes, caller, now) : null));
    }

    private static Later later(Service service, Request request, Preferences wishes, String caller, Instant now) {
        var headers = request.headers();
        var seconds = whole(headers.get("usher-deadline-s"), MOST_SECONDS, MOST_SECONDS);
        return new Later(
                wishes.seconds() == 0,
                now.plusSeconds(seconds == null ? MOST_SECONDS : seconds),
                headers.get("usher-deliver-to", ""),
                caller,
                key(service, request));
    }

    /** The service's own name for it, else that of the IETF's draft. */
    private static String key(Service service, Request request) {
        var own = service.idempotencyHeader();
        var key = own == null ? "" : request.headers().get(own, "");
        return (key.isBlank() ? request.headers().get("idempotency-key", "") : key).strip();
    }

    /** What is wrong with what is asked of the queue; null when nothing is. */
    private @Nullable Response unqueueable(Service service, Request request) {
        var headers = request.headers();
        if (!Preferences.of(headers.get("prefer")).async()) return null;
        if (whole(headers.get("usher-deadline-s"), MOST_SECONDS, MOST_SECONDS) == null)
            return wrong("usher-deadline-s", "seconds, 1 to " + MOST_SECONDS);
        var to = headers.get("usher-deliver-to");
        if (to != null && !destinations.contains(to)) return wrong("usher-deliver-to", "the name of a destination");
        if (key(service, request).length() > MOST_CHARS)
            return wrong("idempotency-key", "at most " + MOST_CHARS + " characters");
        if (request.body().size() > MOST_QUEUED_BYTES)
            return Response.problem(
                    413,
                    "body-too-large",
                    "The body is too large",
                    "a call that may be queued has at most " + MOST_QUEUED_BYTES + " bytes");
        return null;
    }

    /** What is wrong with the headers that are passed on; null when nothing is. */
    private static @Nullable Response unsendable(Headers headers) {
        int size = 0;
        for (var field : headers.asMap().entrySet()) {
            var name = field.getKey();
            if (!OutgoingHeaders.isPassedOn(name)) continue;
            if (!Headers.isField(name, field.getValue()))
                return wrong("headers", "names and values as HTTP has them, in ISO 8859-1");
            if (METHOD_OVERRIDES.contains(name)) return wrong(name, "left out: ask with the method that is meant");
            size += name.length() + field.getValue().length();
        }
        return size <= MOST_HEADER_BYTES ? null : wrong("headers", "at most " + MOST_HEADER_BYTES + " bytes");
    }

    /** A limit may count by what the caller did not say. */
    private static @Nullable Response misfit(Service service, Map<Dimension, String> who) {
        boolean concerned = false;
        for (var rule : service.limit().rules()) {
            var operation = who.getOrDefault(Dimension.OPERATION, "");
            if (!rule.operations().isEmpty() && !rule.operations().contains(operation)) continue;
            concerned = true;
            for (var dimension : rule.per())
                if (dimension != Dimension.SUBJECT && !who.containsKey(dimension))
                    return wrong("usher-" + dimension.label(), "there: the service's limit counts by it");
        }
        if (!concerned) return wrong("usher-operation", "there, and one that the service's limit names");
        var tier = who.get(Dimension.TIER);
        var tiers = service.limit().tiers();
        return tier == null || tiers.isEmpty() || tiers.containsKey(tier)
                ? null
                : wrong(
                        "usher-tier",
                        "one of "
                                + String.join(
                                        ", ", tiers.keySet().stream().sorted().toList()));
    }

    /** @return {@code otherwise} when it is absent; null when it is wrong */
    private static @Nullable Long whole(@Nullable String text, long otherwise, long most) {
        if (text == null) return otherwise;
        if (!WHOLE.matcher(text).matches()) return null;
        long value = Long.parseLong(text);
        return value <= most ? value : null;
    }

    static Response wrong(String parameter, String must) {
        return Response.problem(
                400,
                "invalid-parameter",
                "A parameter is not valid",
                parameter + " must be " + must,
                Json.object().put("parameter", parameter));
    }
}
