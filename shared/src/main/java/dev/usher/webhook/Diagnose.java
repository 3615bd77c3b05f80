package dev.usher.webhook;

import dev.usher.config.Secret;
import dev.usher.config.Source;
import dev.usher.http.Request;
import java.time.Instant;
import java.util.List;

/** Finds out what would have made a refused webhook verify: another secret, another URL, another clock. For operators only. */
@FunctionalInterface
public interface Diagnose {
    /** Finds nothing, ever. */
    Diagnose NOTHING = (source, request, secrets, now) -> "";

    /**
     * What was found, in a sentence that holds no secret, signature or part of the body; empty when nothing was found. May
     * be slow: it runs in the background.
     *
     * @param secrets the source's own
     * @param receivedAt when the request was verified
     */
    String diagnose(Source source, Request request, List<Secret> secrets, Instant receivedAt);
}
