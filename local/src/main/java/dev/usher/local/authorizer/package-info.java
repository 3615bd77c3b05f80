/**
 * The JWT authorizer of an HTTP API: who gets through, and with which claims.
 *
 * <p>Start with {@link dev.usher.local.authorizer.JwtAuthorizer}.
 */
@NullMarked
package dev.usher.local.authorizer;

import org.jspecify.annotations.NullMarked;
