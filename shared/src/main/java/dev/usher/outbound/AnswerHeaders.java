package dev.usher.outbound;

import dev.usher.http.Headers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The header fields of a service's answer that its caller gets. */
final class AnswerHeaders {
    /** Fields of an answer that are between the service and us, or tell browsers things that we did not say. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "set-cookie",
            "set-cookie2",
            "www-authenticate",
            "proxy-authenticate",
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "content-length",
            "trailer",
            "upgrade",
            "server",
            "via",
            "alt-svc",
            "nel",
            "report-to",
            "x-powered-by",
            "strict-transport-security",
            "content-security-policy",
            "clear-site-data");

    private static final Set<String> PREFIXES = Set.of("access-control-", "usher-", "x-amz", "cf-");

    private AnswerHeaders() {}

    static Map<String, String> passedOn(Headers headers) {
        var passed = new LinkedHashMap<String, String>();
        headers.withoutHops().asMap().forEach((name, value) -> {
            boolean stays = NOT_PASSED_ON.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
            if (!stays && Headers.isField(name, value)) passed.put(name, value);
        });
        return passed;
    }
}
