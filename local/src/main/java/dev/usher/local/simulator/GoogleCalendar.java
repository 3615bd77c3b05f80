package dev.usher.local.simulator;

import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;

/** A little of Google Calendar: the list of events, and its errors (https://developers.google.com/workspace/calendar/api/guides/errors). */
final class GoogleCalendar implements Simulator {
    private static final String KEY = "Bearer ya29.development";

    @Override
    public HttpAnswer answer(Question question) {
        if (!question.header("authorization").equals(KEY)) return error(401, "authError", "Invalid Credentials");
        boolean list = question.request().method().equals("GET")
                && question.path().matches("/calendar/v3/calendars/[^/]+/events");
        if (!list) return error(404, "notFound", "Not Found");
        // What its limiter says to a caller that it knows as a busy one.
        if (question.query().getOrDefault("quotaUser", "").equals("busy"))
            return error(403, "rateLimitExceeded", "Rate Limit Exceeded");
        var events = Json.object().put("kind", "calendar#events").put("summary", "Weddings");
        var event = events.putArray("items")
                .addObject()
                .put("id", "e1")
                .put("status", "confirmed")
                .put("summary", "Wedding");
        event.putObject("start").put("dateTime", "2026-05-30T14:00:00+01:00");
        event.putObject("end").put("dateTime", "2026-05-30T23:00:00+01:00");
        return Question.json(200, events);
    }

    private static HttpAnswer error(int status, String reason, String message) {
        var error = Json.object().put("code", status).put("message", message);
        error.putArray("errors")
                .addObject()
                .put("domain", status == 403 ? "usageLimits" : "global")
                .put("reason", reason)
                .put("message", message);
        return Question.json(status, Json.object().set("error", error));
    }
}
