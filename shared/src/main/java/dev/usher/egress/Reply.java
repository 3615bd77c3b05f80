package dev.usher.egress;

import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.Outcome;
import java.time.Duration;

/** What became of a {@link Call}. */
public sealed interface Reply {
    /** From the start of the call to its end. */
    Duration took();

    /**
     * The other side answered, whatever its status.
     *
     * @param body as much of it as the call keeps
     * @param truncated whether the body was longer
     */
    record Answered(int status, Headers headers, Body body, boolean truncated, Duration took) implements Reply {
        /** The body by the charset it declares, else UTF-8; bytes that are no text are U+FFFD. */
        String bodyText() {
            return AnswerText.decode(body.bytes(), headers.get("content-type"), !truncated);
        }

        /** Leaves out the body: it may hold personal data and must not reach a log. */
        @Override
        public String toString() {
            return "Answered[" + status + ", " + headers + ", " + body + ", " + took + "]";
        }
    }

    /**
     * No whole answer came.
     *
     * @param detail one line for the operator: no header, no body, no query
     */
    record Failed(Outcome.Failure failure, String detail, Duration took) implements Reply {}
}
