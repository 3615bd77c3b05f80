package dev.usher.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Dialect;
import dev.usher.config.LimitPolicy;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Response;
import dev.usher.limit.Ask;
import dev.usher.signal.Answer;
import dev.usher.signal.Budget;
import dev.usher.signal.Signal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a service heard from the third party it called, which counts more than what we think. */
final class HeardReport {
    private static final Set<String> MEMBERS =
            Set.of("subject", "operation", "tier", "client", "address", "status", "headers", "body");

    private static final int MOST_HEADERS = 200;
    private static final int HEADER_CHARS = 8192;

    private final Heeding heeding;

    HeardReport(Heeding heeding) {
        this.heeding = heeding;
    }

    /** @param body null when it could not be read as JSON */
    Response report(LimitPolicy policy, @Nullable JsonNode body, Instant now) {
        var members = Members.of(body, MEMBERS);
        int status = (int) members.whole("status", 100, 599);
        var headers = headers(body, members);
        var text = isEmpty(body) ? null : members.text("body", LimitsEndpoint.REPORT_BYTES);
        if (status == 0) members.mistaken("status", "the status of the answer, 100 to 599");
        return switch (Wanted.about(policy, members)) {
            case Wanted.Read.Ill(var answer) -> answer;
            case Wanted.Read.Well(var wanted) -> {
                var answer = new Answer(status, Headers.of(headers), text == null ? Body.EMPTY : Body.utf8(text));
                yield heed(wanted.ask(), Signal.of(answer, Dialect.COMMON, now), now);
            }
        };
    }

    /** An answer without a body, as many clients hand it over. */
    private static boolean isEmpty(@Nullable JsonNode report) {
        return report != null && "".equals(report.path("body").textValue());
    }

    private static Map<String, String> headers(@Nullable JsonNode body, Members members) {
        var headers = new LinkedHashMap<String, String>();
        var given = body == null ? null : body.get("headers");
        if (given == null || given.isNull()) return headers;
        for (var header : given.properties())
            if (header.getValue().isTextual() && header.getValue().asText().length() <= HEADER_CHARS)
                headers.put(header.getKey(), header.getValue().asText());
        if (!given.isObject() || headers.size() < given.size() || headers.size() > MOST_HEADERS)
            members.mistaken("headers", "at most 200 texts of at most 8192 characters, by name");
        return headers;
    }

    private Response heed(Ask ask, Signal signal, Instant now) {
        var document = Json.object();
        switch (signal) {
            case Signal.None none -> document.put("heard", "nothing");
            case Signal.Budgets budgets -> document.put("heard", "budgets");
            case Signal.SlowDown slowDown ->
                document.put("heard", "slow-down")
                        .put("until", slowDown.until().toString())
                        .put("reason", slowDown.reason().name().toLowerCase(Locale.ROOT));
        }
        var drifts = heeding.heed(ask, signal, now);
        describe(document, signal.budgets());
        document.putArray("drift").addAll(drifts);
        return Response.json(200, document);
    }

    private static void describe(ObjectNode document, List<Budget> budgets) {
        var list = document.putArray("budgets");
        for (var budget : budgets) {
            var node = list.addObject().put("name", budget.name()).put("unit", budget.unit());
            if (budget.left() != null) node.put("left", budget.left());
            if (budget.limit() != null) node.put("limit", budget.limit());
            if (budget.window() != null) node.put("windowMs", budget.window().toMillis());
            if (budget.until() != null) node.put("until", budget.until().toString());
        }
    }
}
