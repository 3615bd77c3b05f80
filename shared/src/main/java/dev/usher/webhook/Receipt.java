package dev.usher.webhook;

import dev.usher.http.Response;
import dev.usher.message.EventId;
import dev.usher.signature.Verdict;
import java.time.Duration;

/** What came of one webhook. Only {@link Accepted} and {@link Queued} left an event behind. */
public sealed interface Receipt {
    record UnknownSource() implements Receipt {}

    record TooLarge(int maxBytes) implements Receipt {}

    /** It has a Content-Encoding; signatures cover the bytes as sent, and which ones is not for us to guess. */
    record Encoded() implements Receipt {}

    /** A GET to a source whose provider has no handshake. */
    record NotAHandshake() implements Receipt {}

    /** The provider's handshake, and our part of it. */
    record Handshaken(Response response) implements Receipt {}

    record Unsigned(String header) implements Receipt {}

    record Forged(Verdict.Reason reason) implements Receipt {}

    /** The source can't be verified because of us: its secret is missing or unusable. */
    record Closed(String detail) implements Receipt {}

    record Unreadable(String expected) implements Receipt {}

    record Ignored(String type) implements Receipt {}

    record Duplicate(EventId id) implements Receipt {}

    record Refused(Duration retryAfter) implements Receipt {}

    record Queued(EventId id, Duration retryAfter, long position) implements Receipt {}

    record Accepted(EventId id) implements Receipt {}

    /** It could not be stored, so the provider must send it again. */
    record Unstored() implements Receipt {}

    /** One word for logs and counters. */
    default String word() {
        return switch (this) {
            case UnknownSource ignored -> "unknown-source";
            case TooLarge ignored -> "too-large";
            case Encoded ignored -> "encoded";
            case NotAHandshake ignored -> "not-a-handshake";
            case Handshaken ignored -> "handshake";
            case Unsigned ignored -> "unsigned";
            case Forged ignored -> "forged";
            case Closed ignored -> "closed";
            case Unreadable ignored -> "unreadable";
            case Ignored ignored -> "ignored";
            case Duplicate ignored -> "duplicate";
            case Refused ignored -> "refused";
            case Queued ignored -> "queued";
            case Accepted ignored -> "accepted";
            case Unstored ignored -> "unstored";
        };
    }
}
