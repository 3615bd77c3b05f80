/**
 * Calls to third parties on behalf of the platform: admitted, kept from whoever is down, with credentials that nobody else has, tried
 * again where that is safe, and answered from what was kept when nothing else helps. Start reading at {@link dev.usher.outbound.Gateway}.
 */
@NullMarked
package dev.usher.outbound;

import org.jspecify.annotations.NullMarked;
