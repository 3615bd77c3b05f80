/**
 * The one client through which any outside URL is called: bounded in time and size, and unable to reach a private address.
 *
 * <p>Start with {@link dev.usher.egress.Egress}; which addresses it may reach is {@link dev.usher.egress.AddressGuard}.
 */
@NullMarked
package dev.usher.egress;

import org.jspecify.annotations.NullMarked;
