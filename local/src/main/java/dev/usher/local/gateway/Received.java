package dev.usher.local.gateway;

import dev.usher.http.Body;
import java.time.Instant;
import java.util.List;

/**
 * One HTTP request as it came over the wire.
 *
 * @param rawPath percent-encoding as sent
 * @param rawQuery without the question mark, percent-encoding as sent; empty when there is none
 * @param headers in the order of the wire, names as sent
 * @param port the port it came in at
 */
public record Received(
        String method,
        String rawPath,
        String rawQuery,
        String protocol,
        List<Header> headers,
        Body body,
        String remoteAddress,
        int port,
        Instant at) {
    /** One header line. */
    public record Header(String name, String value) {}
}
