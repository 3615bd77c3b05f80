/**
 * How third parties sign what they send, and how Usher signs what it sends on.
 *
 * <p>Start with {@link dev.usher.signature.Scheme}; {@link dev.usher.signature.Schemes} lists them by name.
 */
@NullMarked
package dev.usher.signature;

import org.jspecify.annotations.NullMarked;
