package dev.usher.signature;

import dev.usher.config.Secret;
import dev.usher.http.Request;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of third party signs its webhooks. Implementations are pure, thread-safe, and compare in constant
 * time.
 */
public interface Scheme {
    /**
     * Checks a request over its raw bytes.
     *
     * @param request its {@link Request#url()} is the URL that the provider was given
     * @param secrets 1 to 5, all tried
     * @param now for the time window of schemes that sign a timestamp
     */
    Verdict verify(Request request, List<Secret> secrets, Instant now);

    /**
     * When the request claims to have been signed: a claim, true only if the request verifies. Null when the scheme
     * signs no timestamp, or this request carries none that can be read.
     */
    default @Nullable Instant signedAt(Request request) {
        return null;
    }
}
