package dev.usher.handshake;

import dev.usher.config.Secret;
import dev.usher.http.Body;
import dev.usher.http.Request;
import java.util.List;

/**
 * How one provider makes sure that a URL is ours. Pure and thread-safe; never throws, whatever is sent; answers are
 * bounded and hold nothing of the request but a short challenge of harmless characters.
 */
public interface Handshake {
    /** When, with respect to the signature, the handshake must be looked at. */
    enum When {
        /** The provider does not sign it. */
        BEFORE_VERIFICATION,
        /** The provider signs it: only a genuine request may be answered. */
        AFTER_VERIFICATION
    }

    /** What the answer is made with. */
    enum Needs {
        NOTHING,
        /** The secret that the provider signs with. */
        SIGNING_SECRET,
        /**
         * A token of its own that travels in the open. It must not be one of the source's signing secrets: whoever
         * reads it in a log could sign with it.
         */
        VERIFY_TOKEN
    }

    When when();

    Needs needs();

    /** Whether a stranger may have had this body signed by asking. Then its signature says nothing, however right it is. */
    boolean mayHaveSigned(Body body);

    /**
     * @param secrets of the kind that {@link #needs} says, the current one first; may be empty when it needs nothing
     */
    Answer answer(Request request, List<Secret> secrets);
}
