/**
 * What the platform's own services ask of the limiter: may I, give it back, and why not.
 *
 * <p>Start with {@link dev.usher.admission.LimitOperations}; {@link dev.usher.admission.LimitsEndpoint} is the way to it by HTTP.
 */
@NullMarked
package dev.usher.admission;

import org.jspecify.annotations.NullMarked;
