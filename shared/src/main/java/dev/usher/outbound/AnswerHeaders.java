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
            "www-authenticate",
            "proxy-authenticate",
            "connection",
            "keep-alive",
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
            "content-security-policy");

    private static final Set<String> PREFIXES = Set.of("access-control-", "usher-", "x-amz", "cf-");

    private AnswerHeaders() {}

    static Map<String, String> passedOn(Headers headers) {
        var passed = new LinkedHashMap<String, String>();
        headers.asMap().forEach((name, value) -> {
            if (!NOT_PASSED_ON.contains(name) && PREFIXES.stream().noneMatch(name::startsWith)) passed.put(name, value);
        });
        return passed;
    }
}
