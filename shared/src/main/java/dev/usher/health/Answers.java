package dev.usher.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.config.Probe;
import dev.usher.config.Probe.Expectation;
import dev.usher.health.Sample.Grade;
import dev.usher.http.Json;
import dev.usher.message.Outcome;
import dev.usher.outbound.ThirdParty.Reply;
import dev.usher.routing.Expression;
import dev.usher.signal.Signal;
import java.time.Duration;
import java.time.Instant;

/** What a service's answer to a probe is worth. Pure. */
final class Answers {
    private Answers() {}

    /** @param took from the call to the last byte, or until it was given up */
    static Sample graded(Probe probe, Reply reply, Signal signal, Instant at, Duration took) {
        return switch (reply) {
            case Reply.Failed(var failure) -> Sample.bad(at, new Outcome.Failed(failure).error(), took);
            case Reply.TooLong(int status, var headers) -> new Sample(at, Grade.BAD, "answer-too-long", status, took);
            case Reply.Answered answered -> {
                int status = answered.status();
                // It is there, and it does not serve us just now.
                if (signal instanceof Signal.SlowDown) yield new Sample(at, Grade.POOR, "limited", status, took);
                if (!probe.accepts(status)) yield new Sample(at, Grade.BAD, "http_" + status, status, took);
                if (!isExpected(probe, answered, at))
                    yield new Sample(at, Grade.BAD, "unexpected-answer", status, took);
                boolean slow = took.compareTo(probe.slow()) > 0;
                yield new Sample(at, slow ? Grade.POOR : Grade.GOOD, slow ? "slow" : "", status, took);
            }
        };
    }

    private static boolean isExpected(Probe probe, Reply.Answered answered, Instant at) {
        var expected = probe.expect();
        if (expected == null) return true;
        var document = Json.readOrNull(answered.body().bytes());
        if (document == null) return false;
        return switch (expected) {
            case Expectation.At(var pointer, var is) -> stands(document.at(pointer), is);
            case Expectation.Holds(var jsonata) -> Expression.compile(jsonata).holds(document, at);
        };
    }

    private static boolean stands(JsonNode found, @org.jspecify.annotations.Nullable String is) {
        if (found.isMissingNode() || found.isNull()) return false;
        return is == null || (found.isValueNode() && found.asText().equals(is));
    }
}
