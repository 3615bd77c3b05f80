/**
 * The HTTP API: requests as payload 2.0 events, answers as HTTP.
 *
 * <p>Start with {@link dev.usher.local.gateway.Gateway}.
 */
@NullMarked
package dev.usher.local.gateway;

import org.jspecify.annotations.NullMarked;
