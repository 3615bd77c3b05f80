package dev.usher.egress;

import dev.usher.http.Body;
import dev.usher.outbound.ThirdParty;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Calls third parties over {@link Egress}. */
public final class ServiceCalls implements ThirdParty {
    private final Egress egress;

    public ServiceCalls(Egress egress) {
        this.egress = egress;
    }

    @Override
    public Reply call(String method, URI url, Map<String, String> headers, Body body, Duration timeout) {
        return made(new Call(method, url, headers, body, MOST_ANSWER_BYTES, timeout, false));
    }

    @Override
    public Reply callRepeatable(String method, URI url, Map<String, String> headers, Body body, Duration timeout) {
        return made(new Call(method, url, headers, body, MOST_ANSWER_BYTES, timeout, true));
    }

    private static int headerChars(dev.usher.egress.Reply.Answered answered) {
        return answered.headers().asMap().entrySet().stream()
                .mapToInt(field -> field.getKey().length() + field.getValue().length())
                .sum();
    }

    private Reply made(Call call) {
        return switch (egress.call(call)) {
            case dev.usher.egress.Reply.Answered answered
            when answered.truncated() || headerChars(answered) > MOST_HEADER_CHARS ->
                new Reply.TooLong(answered.status(), answered.headers());
            case dev.usher.egress.Reply.Answered answered ->
                new Reply.Answered(answered.status(), answered.headers(), answered.body());
            case dev.usher.egress.Reply.Failed failed -> new Reply.Failed(failed.failure());
        };
    }
}
