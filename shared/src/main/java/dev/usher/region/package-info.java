/**
 * How counts travel between regions: what has to be told to whom, and how far behind they are.
 *
 * <p>Start with {@link dev.usher.region.RegionSync}; what the counts mean is in {@link dev.usher.limit.Block}.
 */
@NullMarked
package dev.usher.region;

import org.jspecify.annotations.NullMarked;
