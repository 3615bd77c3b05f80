package dev.usher.admin;

import dev.usher.abuse.WatchUnavailable;
import dev.usher.breaker.BreakersUnavailable;
import dev.usher.http.Body;
import dev.usher.http.Endpoint;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.StoreUnavailable;
import dev.usher.telemetry.JsonLog;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The operators' API: finds the line of the table, finds out who asks, checks the role, writes the audit log, and lets the
 * operation answer. An act that can't be audited is not done.
 */
public final class AdminApi implements Endpoint {
    private static final int DETAIL_CHARS = 2048;

    private final Routes routes;
    private final Access access;
    private final Audit audit;
    private final FailedLogins failed;
    private final JsonLog log;
    private final InstantSource clock;

    /** @param routes from {@link AdminRoutes}, and whatever else is mounted */
    public AdminApi(Routes routes, AdminParts parts) {
        this.routes = routes;
        this.access = new Access(parts.config(), parts.secrets());
        this.audit = parts.stores().audit();
        this.failed = new FailedLogins(audit, parts.log());
        this.log = parts.log();
        this.clock = parts.clock();
    }

    @Override
    public Response handle(Request request) {
        return safely(request).with("cache-control", "no-store").with("x-content-type-options", "nosniff");
    }

    private Response safely(Request request) {
        try {
            return answer(request);
        } catch (Refusal refusal) {
            return refusal.response();
        } catch (StoreUnavailable outage) {
            log.error("admin", outage);
            return unavailable("the log can't be reached");
        } catch (QueueUnavailable outage) {
            log.error("admin", outage);
            return unavailable("the queue can't be reached");
        } catch (WatchUnavailable | BreakersUnavailable outage) {
            return unavailable(String.valueOf(outage.getMessage()));
        }
    }

    private Response answer(Request request) {
        var caller = caller(request);
        var path = path(Access.path(request.path()));
        var match = routes.find(request.method(), path);
        if (match == null) throw noRoute(path);
        var entry = match.entry();
        boolean allowed = caller.role().compareTo(entry.least()) >= 0;
        if (allowed) check(entry, request);
        var act = entry.action().isEmpty() ? null : begun(entry, match, request, caller);
        if (!allowed) {
            if (act != null) audit.add(act.ended("403"));
            throw forbidden(
                    "Your role does not allow this",
                    "this takes the role " + entry.least().name().toLowerCase(Locale.ROOT));
        }
        return run(match, request, caller, act);
    }

    private Caller caller(Request request) {
        return switch (access.login(request)) {
            case Access.Login.Known(var caller) -> caller;
            case Access.Login.Silent silent -> throw unauthorized("send Authorization: Bearer and a token");
            case Access.Login.Unknown unknown -> {
                failed.note("-", "401", request.remoteAddress(), clock.instant());
                throw unauthorized("the token is not valid");
            }
            case Access.Login.Unclear unclear -> throw new Refusal(unavailable("the operators' tokens can't be read"));
            case Access.Login.Roleless(var name) -> {
                failed.note(name, "403", request.remoteAddress(), clock.instant());
                throw forbidden("You have no role here", "no value of the claim that counts has a role");
            }
            case Access.Login.Unconnected unconnected -> throw Refusal.notFound("resource");
        };
    }

    private Response run(Routes.Match match, Request request, Caller caller, @Nullable AuditEntry act) {
        var routed = request.routed(match.values());
        if (act == null) return match.entry().operation().handle(routed, caller);
        audit.add(act);
        Response response;
        try {
            response = match.entry().operation().handle(routed, caller);
        } catch (Refusal refusal) {
            response = refusal.response();
        }
        end(act, response);
        return response;
    }

    /** The act is done whatever happens to this entry, and the one before says that it was begun. */
    private void end(AuditEntry act, Response response) {
        try {
            audit.add(act.ended(Integer.toString(response.status())));
        } catch (StoreUnavailable outage) {
            log.error("the end of an act was not audited", outage);
        }
    }

    private static void check(Routes.Entry entry, Request request) {
        var known = entry.parameters();
        if (!known.containsAll(request.query().keySet())) throw Refusal.unknown("query parameter", known);
        if (request.body().size() > Ask.BODY_BYTES)
            throw new Refusal(Response.problem(
                    413, "body-too-large", "The body is too large", "bodies are at most " + Ask.BODY_BYTES + " bytes"));
    }

    private AuditEntry begun(Routes.Entry entry, Routes.Match match, Request request, Caller caller) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        var subject = match.values().values().stream().findFirst().orElse("");
        return new AuditEntry(
                UUID.randomUUID().toString(),
                now,
                caller.name(),
                entry.action(),
                subject.length() > 200 ? subject.substring(0, 200) : subject,
                "begun",
                detail(request),
                request.remoteAddress());
    }

    private static String detail(Request request) {
        var text = request.rawQuery().isEmpty() || request.body().equals(Body.EMPTY)
                ? request.rawQuery() + request.body().text()
                : request.rawQuery() + " " + request.body().text();
        return text.length() > DETAIL_CHARS ? text.substring(0, DETAIL_CHARS) : text;
    }

    private Refusal noRoute(List<String> path) {
        var methods = routes.methods(path);
        if (methods.isEmpty()) return Refusal.notFound("resource");
        var allow = String.join(", ", methods);
        return new Refusal(Response.problem(
                        405,
                        "method-not-allowed",
                        "Not with this method",
                        "this can be asked with " + allow,
                        Json.object().put("allow", allow))
                .with("allow", allow));
    }

    private static Refusal unauthorized(String detail) {
        return new Refusal(Response.problem(401, "unauthorized", "Who are you?", detail)
                .with("www-authenticate", "Bearer realm=\"usher\""));
    }

    private static Refusal forbidden(String title, String detail) {
        return new Refusal(Response.problem(403, "forbidden", title, detail));
    }

    private static Response unavailable(String detail) {
        return Response.problem(503, "unavailable", "Try again in a moment", detail)
                .retryAfter(Duration.ofSeconds(5));
    }

    /** The parts of a path, decoded; a part that can't be decoded matches nothing. */
    private static List<String> path(String path) {
        var parts = new ArrayList<String>();
        for (var part : Routes.parts(path)) {
            try {
                parts.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException malformed) {
                throw Refusal.notFound("resource");
            }
        }
        return parts;
    }
}
