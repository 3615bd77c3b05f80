package dev.usher.signature;

/** What a {@link Scheme} found. A bad signature is an answer, not an error, so it is never thrown. */
public sealed interface Verdict {
    /** The request is from who it says; {@code secret} is the index of the secret that matched. */
    record Genuine(int secret) implements Verdict {}

    /** The request does not carry the header that the scheme needs, named in lower case. */
    record Unsigned(String header) implements Verdict {}

    /** The request is signed, and wrongly. */
    record Forged(Reason reason) implements Verdict {}

    /**
     * The secret as configured cannot be used (empty, too short, not base64): a fault of ours; the source must be
     * closed, never opened.
     */
    record Unusable(String detail) implements Verdict {}

    /** Why a signature was refused; for operators, never for the sender. */
    enum Reason {
        MALFORMED_SIGNATURE,
        MALFORMED_TIMESTAMP,
        TIMESTAMP_TOO_OLD,
        TIMESTAMP_IN_FUTURE,
        TOO_MANY_SIGNATURES,
        BODY_HASH_MISMATCH,
        SIGNATURE_MISMATCH
    }
}
