package dev.usher.signature;

import dev.usher.config.Secret;
import dev.usher.http.Request;
import java.time.Instant;
import java.util.List;

/** How one kind of third party signs its webhooks. Implementations are pure, thread-safe, and compare in constant time. */
public interface Scheme {
    /**
     * Checks a request over its raw bytes.
     *
     * @param request its {@link Request#url()} is the URL that the provider was given
     * @param secrets 1 to 5, all tried
     * @param now for the time window of schemes that sign a timestamp
     */
    Verdict verify(Request request, List<Secret> secrets, Instant now);
}
