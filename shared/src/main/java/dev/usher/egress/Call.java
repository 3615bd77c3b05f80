package dev.usher.egress;

import dev.usher.http.Body;
import dev.usher.message.Attempt;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * One HTTP request to an outside URL.
 *
 * @param method upper case
 * @param url http or https, without user information; every port is allowed
 * @param headers by name in the spelling they are sent with. {@code Host}, {@code Content-Length}, {@code Connection} and the
 *     other fields that belong to the connection are ignored
 * @param body sent as it is; an empty one is sent with POST, PUT and PATCH only
 * @param keepBytes of the answer's body; what is beyond is not kept
 * @param timeout of everything, from the look-up of the name to the last byte of the answer; positive
 * @param repeatable whoever is called knows it again, so that it may be sent twice whatever its method
 */
public record Call(
        String method,
        URI url,
        Map<String, String> headers,
        Body body,
        int keepBytes,
        Duration timeout,
        boolean repeatable) {
    public Call {
        headers = Map.copyOf(headers);
        if (!timeout.isPositive()) throw new IllegalArgumentException("a timeout is positive");
    }

    /** Keeps as much as an attempt records, and is sent twice only if its method says that this does no harm. */
    public Call(String method, URI url, Map<String, String> headers, Body body, Duration timeout) {
        this(method, url, headers, body, Attempt.RESPONSE_BYTES, timeout, false);
    }

    /** The same, of what whoever is called knows again. */
    Call knownAgain() {
        return new Call(method, url, headers, body, keepBytes, timeout, true);
    }
}
