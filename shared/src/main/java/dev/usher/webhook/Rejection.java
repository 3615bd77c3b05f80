package dev.usher.webhook;

import java.time.Instant;
import java.util.List;

/**
 * What is kept of a webhook that was refused for its signature: enough to find out why, and nothing that could be used or
 * that is nobody's business. No body, no signature, no secret, and of the headers only the names.
 *
 * @param id unique within its source; in text order the later is the larger
 * @param reason {@code signature-missing}, or the reason of docs/reference/errors.md in lower case with dashes
 * @param remoteAddress of the sender; empty when unknown
 * @param bodyBytes size of the body
 * @param bodySha256 lower-case hex, to compare with what the sender believes to have sent
 * @param headerNames in lower case, sorted; at most {@value #MOST_HEADERS}
 * @param userAgent the one header value that is kept; empty when there was none
 * @param diagnosis what would have verified; empty when nothing was found
 * @param unnoted how many more of this source were refused before it, since its last note, without being noted
 */
public record Rejection(
        String id,
        String source,
        Instant at,
        String reason,
        String remoteAddress,
        int bodyBytes,
        String bodySha256,
        List<String> headerNames,
        String userAgent,
        String diagnosis,
        long unnoted) {
    /** Header names kept. */
    public static final int MOST_HEADERS = 100;

    /** Longest header name kept, in characters. */
    public static final int LONGEST_HEADER = 100;

    /** Longest text kept in one field, in characters. */
    public static final int LONGEST_TEXT = 500;

    public Rejection {
        headerNames = List.copyOf(headerNames);
    }
}
