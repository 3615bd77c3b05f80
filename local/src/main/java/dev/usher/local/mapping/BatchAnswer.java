package dev.usher.local.mapping;

import dev.usher.http.Body;
import dev.usher.http.Json;
import java.util.HashSet;
import java.util.Set;

/**
 * What a function's answer means for a batch, by the rules of {@code ReportBatchItemFailures} ("Using Lambda with Amazon SQS", Lambda
 * guide): nothing, null, {@code {}} and an empty list mean that all succeeded; an answer that can't be read or that names an
 * unknown message means that all failed.
 */
sealed interface BatchAnswer {
    /** All messages but these, by message id, are done. */
    record Done(Set<String> failedIds) implements BatchAnswer {}

    /** No message is done. */
    record AllFailed(String reason) implements BatchAnswer {}

    static BatchAnswer of(Body payload, Set<String> messageIds) {
        if (payload.text().isBlank()) return new Done(Set.of());
        var json = Json.readOrNull(payload.bytes());
        if (json == null) return new AllFailed("the answer is no JSON");
        if (json.isNull()) return new Done(Set.of());
        if (!json.isObject()) return new AllFailed("the answer is no JSON object");
        var failures = json.path("batchItemFailures");
        if (failures.isMissingNode() || failures.isNull()) return new Done(Set.of());
        if (!failures.isArray()) return new AllFailed("batchItemFailures is no list");
        var failed = new HashSet<String>();
        for (var failure : failures) {
            var id = failure.path("itemIdentifier").asText("");
            if (!messageIds.contains(id))
                return new AllFailed("batchItemFailures names a message that is not in the batch");
            failed.add(id);
        }
        return new Done(failed);
    }
}
