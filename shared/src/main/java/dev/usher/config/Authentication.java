package dev.usher.config;

import java.net.URI;

/** How a third party is told who calls. Secrets are references: they are read when a call is made, so a rotation needs no restart. */
public sealed interface Authentication {
    /** Not at all. */
    record None() implements Authentication {}

    /** {@code Authorization: Bearer} and the token. */
    record Bearer(SecretRef token) implements Authentication {}

    /**
     * A key in a header of its own.
     *
     * @param header in lower case
     */
    record ApiKey(String header, SecretRef key) implements Authentication {}

    /** {@code Authorization: Basic}, RFC 7617; a user may be empty of secrecy, and is kept like one all the same. */
    record Basic(SecretRef user, SecretRef password) implements Authentication {}

    /**
     * A token of an authorization server for the client credentials grant, RFC 6749 section 4.4.
     *
     * @param url of the token endpoint
     * @param scope asked for; empty for none
     */
    record OAuth2(URI url, SecretRef client, SecretRef secret, String scope) implements Authentication {}
}
