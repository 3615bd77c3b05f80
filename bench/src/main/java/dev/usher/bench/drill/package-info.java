/**
 * An outage, gone through: a third party goes down under load and comes back, and what the platform, the operators and the third party see of it is told.
 *
 * <p>Start with {@link dev.usher.bench.drill.Drill}.
 */
@NullMarked
package dev.usher.bench.drill;

import org.jspecify.annotations.NullMarked;
