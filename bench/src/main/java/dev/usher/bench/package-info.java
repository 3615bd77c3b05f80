/**
 * Measures Usher: the load run, the microbenchmarks and the price of a million events.
 *
 * <p>Start with {@link dev.usher.bench.Main}; {@code bench/README.md} says how each figure comes about.
 */
@NullMarked
package dev.usher.bench;

import org.jspecify.annotations.NullMarked;
