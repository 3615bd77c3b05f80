/**
 * What a million events cost on AWS, from calls counted on the local host and a dated list of prices.
 *
 * <p>Start with {@link dev.usher.bench.cost.Cost}.
 */
@NullMarked
package dev.usher.bench.cost;

import org.jspecify.annotations.NullMarked;
