/** The Lambda entry point of calls to third parties; {@link dev.usher.outbound.Gateway} makes them. */
@NullMarked
package dev.usher.functions.gateway;

import org.jspecify.annotations.NullMarked;
