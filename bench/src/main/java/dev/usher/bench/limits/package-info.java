/**
 * Compares the limiter with others on one Redis: speed, memory, what a denial costs, exactness, times to retry, outages.
 *
 * <p>Start with {@link dev.usher.bench.limits.Limits}; a {@link dev.usher.bench.limits.Measure} is a group of rows of the table.
 */
@NullMarked
package dev.usher.bench.limits;

import org.jspecify.annotations.NullMarked;
