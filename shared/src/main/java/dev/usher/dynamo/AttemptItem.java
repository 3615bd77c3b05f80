package dev.usher.dynamo;

import dev.usher.message.Attempt;
import dev.usher.message.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An attempt as an element of a delivery's {@code attempts}: n, at_ms, took_ms, sent_bytes, status [, retry_after_s] | failure [, response]. */
final class AttemptItem {
    private AttemptItem() {}

    static AttributeValue of(Attempt attempt) {
        var map = new HashMap<String, AttributeValue>();
        map.put("n", Item.number(attempt.number()));
        map.put("at_ms", Item.number(attempt.at().toEpochMilli()));
        map.put("took_ms", Item.number(attempt.took().toMillis()));
        map.put("sent_bytes", Item.number(attempt.sentBytes()));
        switch (attempt.outcome()) {
            case Outcome.Answered answered -> {
                map.put("status", Item.number(answered.status()));
                var retryAfter = answered.retryAfter();
                if (retryAfter != null) map.put("retry_after_s", Item.number(retryAfter.toSeconds()));
            }
            case Outcome.Failed failed ->
                map.put("failure", Item.text(failed.failure().name().toLowerCase(Locale.ROOT)));
        }
        if (!attempt.response().isEmpty()) map.put("response", Item.text(attempt.response()));
        return AttributeValue.fromM(map);
    }

    static Attempt read(AttributeValue value) {
        var item = Item.of(Map.copyOf(value.m()));
        return new Attempt(
                (int) item.number("n", 0),
                Instant.ofEpochMilli(item.number("at_ms", 0)),
                Duration.ofMillis(item.number("took_ms", 0)),
                outcome(item),
                item.number("sent_bytes", 0),
                item.text("response", ""));
    }

    private static Outcome outcome(Item item) {
        if (item.has("failure"))
            return new Outcome.Failed(
                    Outcome.Failure.valueOf(item.need("failure").toUpperCase(Locale.ROOT)));
        var retryAfter = item.has("retry_after_s") ? Duration.ofSeconds(item.number("retry_after_s", 0)) : null;
        return new Outcome.Answered((int) item.number("status", 0), retryAfter);
    }
}
