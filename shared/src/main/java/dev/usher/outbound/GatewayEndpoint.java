package dev.usher.outbound;

import dev.usher.admission.Callers;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import dev.usher.config.Service;
import dev.usher.http.Endpoint;
import dev.usher.http.Json;
import dev.usher.http.RateLimitFields;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code ANY /gateway/{service}/{path}}. */
public final class GatewayEndpoint implements Endpoint {
    private static final String OUT = "The service is temporarily unavailable";
    private static final int MOST_PATH_CHARS = 4096;
    private static final int MOST_CHARS = 256;

    /** API Gateway gives up after 30 s; what is left of that is for putting an answer together. */
    private static final Duration LONGEST = Duration.ofSeconds(29);

    /** Segments that lead elsewhere, plain or encoded, and what some servers take for a slash. */
    private static final Pattern ELSEWHERE = Pattern.compile("(?i)(?:^|/)(?:\\.|%2e){1,2}(?:/|$)|\\\\|%5c|%2f|%00");

    /** RFC 3986 sections 3.3 and 3.4; in a query brackets too, which every client writes plainly. */
    private static final Pattern PATH = Pattern.compile("(?:[!$&'()*+,;=:@A-Za-z0-9._~/-]|%[0-9A-Fa-f]{2})*");

    private static final Pattern QUERY = Pattern.compile("(?:[!$&'()*+,;=:@A-Za-z0-9._~/?\\[\\]-]|%[0-9A-Fa-f]{2})*");
    private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,6}");
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

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

    private static final Set<String> NOT_PASSED_ON_PREFIXES = Set.of("access-control-", "usher-", "x-amz", "cf-");

    private final Gateway gateway;
    private final Map<String, Service> services;
    private final Callers callers;
    private final InstantSource clock;

    public GatewayEndpoint(Gateway gateway, Map<String, Service> services, Callers callers, InstantSource clock) {
        this.gateway = gateway;
        this.services = services;
        this.callers = callers;
        this.clock = clock;
    }

    @Override
    public Response handle(Request request) {
        var turnedAway = callers.turnAway(request);
        if (turnedAway != null) return turnedAway.with("cache-control", "no-store");
        var service = services.get(request.pathValue("service"));
        if (service == null)
            return Response.problem(404, "unknown-service", "Unknown service", "No service has this name.");
        return switch (outgoing(service, request)) {
            case Read.Ill(var answer) -> answer;
            case Read.Well(var outgoing) -> response(service, outgoing, gateway.call(service, outgoing));
        };
    }

    private sealed interface Read {
        record Well(Outgoing outgoing) implements Read {}

        record Ill(Response answer) implements Read {}
    }

    private Read outgoing(Service service, Request request) {
        if (!METHODS.contains(request.method()))
            return new Read.Ill(
                    Response.problem(405, "method-not-allowed", "Method not allowed", "this method is not passed on"));
        var prefix = "/gateway/" + request.pathValue("service");
        int at = request.path().indexOf(prefix);
        var path = at < 0 ? "" : request.path().substring(at + prefix.length());
        if (path.isEmpty()) path = "/";
        if (path.length() + request.rawQuery().length() > MOST_PATH_CHARS)
            return new Read.Ill(wrong("path", "at most " + MOST_PATH_CHARS + " characters with its query"));
        if (!path.startsWith("/")
                || ELSEWHERE.matcher(path).find()
                || !PATH.matcher(path).matches())
            return new Read.Ill(wrong("path", "a plain path, percent-encoded, without segments that lead elsewhere"));
        if (!QUERY.matcher(request.rawQuery()).matches()) return new Read.Ill(wrong("query", "percent-encoded"));
        return read(service, request, path);
    }

    private Read read(Service service, Request request, String path) {
        var headers = request.headers();
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
        var misfit = misfit(service, who);
        if (misfit != null) return new Read.Ill(misfit);
        return new Read.Well(new Outgoing(
                request.method(),
                path,
                request.rawQuery(),
                headers,
                request.body(),
                who,
                cost,
                label == null ? null : Priority.of(label),
                clock.instant().plusMillis(timeout),
                TraceParent.traceOf(headers.get("traceparent"))));
    }

    /** A limit may count by what the caller did not say. */
    private static @Nullable Response misfit(Service service, Map<Dimension, String> who) {
        for (var rule : service.limit().rules()) {
            var operation = who.getOrDefault(Dimension.OPERATION, "");
            if (!rule.operations().isEmpty() && !rule.operations().contains(operation)) continue;
            for (var dimension : rule.per())
                if (dimension != Dimension.SUBJECT && !who.containsKey(dimension))
                    return wrong("usher-" + dimension.label(), "there: the service's limit counts by it");
        }
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

    private static Response wrong(String parameter, String must) {
        return Response.problem(
                400,
                "invalid-parameter",
                "A parameter is not valid",
                parameter + " must be " + must,
                Json.object().put("parameter", parameter));
    }

    private Response response(Service service, Outgoing outgoing, GatewayAnswer answer) {
        var response =
                switch (answer) {
                    case GatewayAnswer.Served served -> served(served);
                    case GatewayAnswer.Stale stale -> stale(stale, clock.instant());
                    case GatewayAnswer.Denied denied -> denied(service, denied);
                };
        return response.with("usher-correlation-id", outgoing.correlationId());
    }

    private static Response served(GatewayAnswer.Served served) {
        var headers = new LinkedHashMap<String, String>();
        served.headers().asMap().forEach((name, value) -> {
            if (isPassedOn(name)) headers.put(name, value);
        });
        headers.put("usher-attempts", Integer.toString(served.attempts()));
        return new Response(served.status(), headers, served.body());
    }

    private static boolean isPassedOn(String name) {
        return !NOT_PASSED_ON.contains(name) && NOT_PASSED_ON_PREFIXES.stream().noneMatch(name::startsWith);
    }

    /** RFC 9211 says how a cache tells what it did. */
    private static Response stale(GatewayAnswer.Stale stale, Instant now) {
        var headers = new LinkedHashMap<String, String>();
        if (!stale.kept().contentType().isEmpty())
            headers.put("content-type", stale.kept().contentType());
        long age = Math.max(0, Duration.between(stale.since(), now).toSeconds());
        headers.put("age", Long.toString(age));
        headers.put("cache-control", "no-store");
        headers.put("cache-status", "usher; hit; detail=stale-" + stale.why().word());
        headers.put("usher-attempts", "0");
        return new Response(stale.kept().status(), headers, stale.kept().body());
    }

    /** Nothing of the inside: which step failed is in the log, under the correlation id. */
    private static Response denied(Service service, GatewayAnswer.Denied denied) {
        var response =
                switch (denied) {
                    case GatewayAnswer.Limited limited -> limited(service);
                    case GatewayAnswer.TooDear tooDear ->
                        wrong("usher-cost", "no more than the service's limit ever holds");
                    case GatewayAnswer.Broken broken -> Response.problem(503, "service-unavailable", OUT, "try later");
                    case GatewayAnswer.Unauthenticated unauthenticated ->
                        Response.problem(503, "service-unavailable", OUT, "it can't be called now");
                    case GatewayAnswer.Failed failed
                    when failed.late() -> Response.problem(504, "service-late", OUT, "it did not answer in time");
                    case GatewayAnswer.Failed failed ->
                        Response.problem(502, "service-failed", OUT, "it did not answer as it should");
                };
        var wait = denied.retryAfter();
        return (wait == null ? response : response.retryAfter(wait)).with("cache-control", "no-store");
    }

    private static Response limited(Service service) {
        var extensions = Json.object();
        extensions.putArray("violated-policies").add(service.limit().name());
        return Response.registeredProblem(
                429,
                RateLimitFields.Problem.QUOTA_EXCEEDED.type(),
                "Quota Exceeded",
                "the budget of the service is used up",
                extensions);
    }
}
