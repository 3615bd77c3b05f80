package dev.usher.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Endpoint;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.util.regex.Pattern;

/** {@code POST /limits/{policy}/check}, {@code .../refund}, {@code .../report} and {@code GET /limits/{policy}/{subject}}. */
public final class LimitsEndpoint implements Endpoint {
    /** The longest body read: seven texts of 256 characters, all escaped, and the names around them. */
    private static final int BODY_BYTES = 16 * 1024;

    /** The longest body of a report: what signals are read from, and the names around it. */
    static final int REPORT_BYTES = 128 * 1024;

    private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");

    private final LimitOperations operations;
    private final Callers callers;

    public LimitsEndpoint(LimitOperations operations, Callers callers) {
        this.operations = operations;
        this.callers = callers;
    }

    @Override
    public Response handle(Request request) {
        var turnedAway = callers.turnAway(request);
        return (turnedAway == null ? answer(request) : turnedAway).with("cache-control", "no-store");
    }

    private Response answer(Request request) {
        var policy = request.pathValue("policy");
        if (request.method().equals("GET")) return operations.explain(policy, question(request));
        boolean report = request.path().endsWith("/report");
        int most = report ? REPORT_BYTES : BODY_BYTES;
        if (request.body().size() > most)
            return Response.problem(
                    413, "body-too-large", "The body is too large", "bodies are at most " + most + " bytes");
        var body = request.body().size() == 0
                ? Json.object()
                : Json.readOrNull(request.body().bytes());
        if (report) return operations.report(policy, body);
        return request.path().endsWith("/refund") ? operations.refund(policy, body) : operations.check(policy, body);
    }

    /** The query and the subject, as the members of a body; an empty parameter counts as left out. */
    private static ObjectNode question(Request request) {
        var question = Json.object();
        request.query().forEach((name, value) -> {
            if (name.equals("cost") && COUNT.matcher(value).matches()) question.put(name, Long.parseLong(value));
            else if (!value.isEmpty()) question.put(name, value);
        });
        return question.put("subject", request.pathValue("subject"));
    }
}
