package dev.usher.outbound;

import dev.usher.config.Service;
import dev.usher.http.Headers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The headers of an attempt, without credentials. */
final class OutgoingHeaders {
    /** What is between a caller and us, or would tell a third party of either. Credentials of the caller are not the service's. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "host",
            "authorization",
            "proxy-authorization",
            "proxy-authenticate",
            "proxy-connection",
            "cookie",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "content-length",
            "accept-encoding",
            "forwarded",
            "via",
            "prefer",
            "traceparent",
            "tracestate",
            "user-agent",
            "x-real-ip",
            "origin",
            "referer");

    private static final Set<String> PREFIXES = Set.of("x-forwarded-", "x-amz", "usher-", "sec-", "cf-", "cloudfront-");

    /** Fields that tell one request from another, or speak of copies that its caller has, and not what is asked for. */
    private static final Set<String> OF_ONE_REQUEST = Set.of(
            "request-id",
            "x-request-id",
            "x-client-request-id",
            "correlation-id",
            "x-correlation-id",
            "idempotency-key",
            "baggage",
            "date",
            "cache-control",
            "pragma",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since");

    private OutgoingHeaders() {}

    static Map<String, String> of(Service service, Outgoing wanted) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(service.headers());
        wanted.headers().asMap().forEach((name, value) -> {
            if (isPassedOn(name)) headers.put(name, value);
        });
        headers.put("accept-encoding", "identity"); // answers are passed on as they come
        headers.put("traceparent", TraceParent.next(wanted.correlationId()));
        return headers;
    }

    /**
     * Those that may decide what is answered, such as the account that is asked about, as one text. What no one here knows is one of them: a
     * caller rather gets no kept answer than somebody else's.
     */
    static String asking(Headers headers) {
        var text = new StringBuilder();
        headers.asMap().forEach((name, value) -> {
            if (isPassedOn(name) && !OF_ONE_REQUEST.contains(name))
                text.append('\n').append(name).append(':').append(value);
        });
        return text.toString();
    }

    static boolean isPassedOn(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return !NOT_PASSED_ON.contains(lower) && PREFIXES.stream().noneMatch(lower::startsWith);
    }
}
