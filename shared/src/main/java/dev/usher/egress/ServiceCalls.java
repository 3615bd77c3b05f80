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
        return switch (egress.call(new Call(method, url, headers, body, MOST_ANSWER_BYTES, timeout))) {
            case dev.usher.egress.Reply.Answered answered
            when answered.truncated() -> new Reply.TooLong(answered.status(), answered.headers());
            case dev.usher.egress.Reply.Answered answered ->
                new Reply.Answered(answered.status(), answered.headers(), answered.body());
            case dev.usher.egress.Reply.Failed failed -> new Reply.Failed(failed.failure());
        };
    }
}
