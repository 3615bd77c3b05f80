package dev.usher.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.http.Response;
import org.jspecify.annotations.Nullable;

/**
 * The same operations for whoever invokes the function itself, where IAM has decided who may: a document with {@code action},
 * {@code policy} and the members of the HTTP body is answered with the HTTP answer's document and its {@code status}.
 */
public final class LimitCalls {
    private final LimitOperations operations;

    public LimitCalls(LimitOperations operations) {
        this.operations = operations;
    }

    /** @param payload null when it could not be read as JSON */
    public ObjectNode answer(@Nullable JsonNode payload) {
        var response = response(payload);
        var body = Json.readOrNull(response.body().bytes()) instanceof ObjectNode object ? object : Json.object();
        return body.put("status", response.status());
    }

    private Response response(@Nullable JsonNode payload) {
        if (!(payload instanceof ObjectNode call))
            return Response.problem(
                    400, "invalid-body", "The payload can't be read", "the payload must be one JSON object");
        var policy = call.path("policy").asText();
        var rest = call.deepCopy();
        rest.remove("action");
        rest.remove("policy");
        return switch (call.path("action").asText()) {
            case "check" -> operations.check(policy, rest);
            case "refund" -> operations.refund(policy, rest);
            case "report" -> operations.report(policy, rest);
            case "explain" -> operations.explain(policy, rest);
            default -> Members.wrong("action", "one of check, explain, refund, report");
        };
    }
}
