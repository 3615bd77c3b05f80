package dev.usher.signature;

import dev.usher.config.Secret;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.util.List;

/** A provider's way of checking that an endpoint is ours. */
public interface Handshake {
    /** Whether the request must be verified first. */
    enum When {
        BEFORE_VERIFICATION,
        AFTER_VERIFICATION
    }

    When when();

    Answer answer(Request request, List<Secret> secrets);

    /** What to do with a request. */
    sealed interface Answer {
        record Reply(Response response) implements Answer {}

        record Refuse(Response response) implements Answer {}

        record NotAHandshake() implements Answer {}
    }
}
