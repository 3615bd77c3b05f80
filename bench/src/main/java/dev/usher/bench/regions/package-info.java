/**
 * How far regions that share a limit pass it together, in virtual time, and how far behind they are, on real servers.
 *
 * <p>Start with {@link dev.usher.bench.regions.Simulation}.
 */
@NullMarked
package dev.usher.bench.regions;

import org.jspecify.annotations.NullMarked;
