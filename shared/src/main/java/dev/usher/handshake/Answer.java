package dev.usher.handshake;

import dev.usher.http.Response;

/** What a {@link Handshake} makes of a request. */
public sealed interface Answer {
    /** It is the handshake: send this, and store nothing. */
    record Reply(Response response) implements Answer {}

    /** It is the handshake, by somebody who does not know the token: send this, and store nothing. */
    record Refuse(Response response) implements Answer {}

    /** It is something else: go on as with any webhook. */
    record NotAHandshake() implements Answer {}
}
