/** Tests of the JWT authorizer, and an issuer to sign for them. */
@NullMarked
package dev.usher.local.authorizer;

import org.jspecify.annotations.NullMarked;
