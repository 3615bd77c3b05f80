package dev.usher.outbound;

import dev.usher.http.Body;

/**
 * An answer that is kept for when its service is out.
 *
 * @param contentType empty when the service named none
 */
public record Kept(int status, String contentType, Body body) {
    /** Larger answers are not kept. */
    public static final int MOST_BYTES = 256 * 1024;
}
