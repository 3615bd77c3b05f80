package dev.usher.outbound;

import dev.usher.admission.Callers;
import dev.usher.config.Service;
import dev.usher.http.Endpoint;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.RateLimitFields;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code ANY /gateway/{service}/{path}}. */
public final class GatewayEndpoint implements Endpoint {
    private static final String OUT = "The service is temporarily unavailable";
    private final Gateway gateway;
    private final CallStatus status;
    private final CallReader reader;
    private final Map<String, Service> services;
    private final Callers callers;
    private final InstantSource clock;

    /** @param destinations that answers may be delivered to */
    public GatewayEndpoint(
            Gateway gateway,
            CallStatus status,
            Map<String, Service> services,
            Set<String> destinations,
            Callers callers,
            InstantSource clock) {
        this.gateway = gateway;
        this.status = status;
        this.services = services;
        this.reader = new CallReader(destinations);
        this.callers = callers;
        this.clock = clock;
    }

    @Override
    public Response handle(Request request) {
        var turnedAway = callers.turnAway(request);
        if (turnedAway != null) return turnedAway.with("cache-control", "no-store");
        return answer(request, callers.name(request));
    }

    /** @param caller who may ask, and for what */
    Response answer(Request request, String caller) {
        var name = request.pathValues().getOrDefault("service", Service.REQUESTS); // which have a route of their own
        if (name.equals(Service.REQUESTS)) return status(request, caller);
        var service = services.get(name);
        if (service == null)
            return Response.problem(404, "unknown-service", "Unknown service", "No service has this name.");
        return switch (reader.read(service, request, caller, clock.instant())) {
            case CallReader.Read.Ill(var answer) -> answer;
            case CallReader.Read.Well(var outgoing) -> response(service, outgoing, gateway.call(service, outgoing));
        };
    }

    private Response status(Request request, String caller) {
        if (!request.method().equals("GET"))
            return Response.problem(405, "method-not-allowed", "Method not allowed", "a request is only looked at")
                    .with("allow", "GET");
        var path = request.path();
        return status.of(path.substring(path.lastIndexOf('/') + 1), caller);
    }

    private Response response(Service service, Outgoing outgoing, GatewayAnswer answer) {
        var response =
                switch (answer) {
                    case GatewayAnswer.Served served -> served(served);
                    case GatewayAnswer.Stale stale -> stale(stale, clock.instant());
                    case GatewayAnswer.Instead instead -> instead(instead);
                    case GatewayAnswer.Queued queued -> queued(queued, clock.instant());
                    case GatewayAnswer.KeyTaken taken ->
                        Response.problem(
                                422,
                                "key-taken",
                                "The idempotency key is taken",
                                "another call was queued under this key");
                    case GatewayAnswer.Denied denied -> denied(service, denied);
                };
        return response.with("usher-correlation-id", outgoing.correlationId());
    }

    private static Response served(GatewayAnswer.Served served) {
        var headers = AnswerHeaders.passedOn(served.headers());
        headers.put("usher-attempts", Integer.toString(served.attempts()));
        if (!served.shape().isEmpty()) headers.put("usher-shape", served.shape());
        return new Response(served.status(), headers, served.body());
    }

    private static Response instead(GatewayAnswer.Instead instead) {
        return served(instead.served()).with("usher-fallback", "service=" + instead.service());
    }

    /** RFC 7240 section 3: that the preference was heeded is said. */
    private static Response queued(GatewayAnswer.Queued queued, Instant now) {
        var url = "/gateway/" + Service.REQUESTS + "/" + queued.id().text();
        var body = Json.object().put("id", queued.id().text()).put("state", "queued");
        if (queued.position() > 0) body.put("position", queued.position());
        body.put("expectedAt", queued.expected().toString()).put("url", url);
        return Response.json(202, body)
                .with("preference-applied", "respond-async")
                .with("location", url)
                .with("cache-control", "no-store")
                .retryAfter(Duration.between(now, queued.expected()));
    }

    /** RFC 9211 says how a cache tells what it did. */
    private static Response stale(GatewayAnswer.Stale stale, Instant now) {
        var headers = new LinkedHashMap<String, String>();
        var type = stale.kept().contentType();
        if (!type.isEmpty() && Headers.isField("content-type", type)) headers.put("content-type", type);
        long age = Math.max(0, Duration.between(stale.since(), now).toSeconds());
        headers.put("age", Long.toString(age));
        headers.put("cache-control", "no-store");
        headers.put("usher-fallback", "stale");
        headers.put("cache-status", "usher; hit; detail=stale-" + stale.why().word());
        headers.put("usher-attempts", "0");
        if (!stale.shape().isEmpty()) headers.put("usher-shape", stale.shape());
        return new Response(stale.kept().status(), headers, stale.kept().body());
    }

    /** Nothing of the inside: which step failed is in the log, under the correlation id. */
    private static Response denied(Service service, GatewayAnswer.Denied denied) {
        var response =
                switch (denied) {
                    case GatewayAnswer.Limited limited -> limited(service);
                    case GatewayAnswer.TooDear tooDear ->
                        CallReader.wrong("usher-cost", "no more than the service's limit ever holds");
                    case GatewayAnswer.Broken broken -> Response.problem(503, "service-unavailable", OUT, "try later");
                    case GatewayAnswer.Unstored unstored ->
                        Response.problem(503, "unavailable", "Try again in a moment", "the log can't be written");
                    case GatewayAnswer.Misshapen misshapen ->
                        Response.problem(502, "service-changed", OUT, "it did not answer as it says it does");
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
