/**
 * What the gateway adds to a call: the same third party called directly and through the function's handler, in one run.
 *
 * <p>Start with {@link dev.usher.bench.gateway.Overhead}.
 */
@NullMarked
package dev.usher.bench.gateway;

import org.jspecify.annotations.NullMarked;
