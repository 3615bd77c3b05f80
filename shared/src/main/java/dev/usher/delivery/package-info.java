/**
 * The delivery engine: an event's way to its destinations, attempt by attempt, until it is delivered or dead.
 *
 * <p>Start with {@link dev.usher.delivery.Deliver}; {@link dev.usher.delivery.RetryPlan} decides, the rest does.
 */
@NullMarked
package dev.usher.delivery;

import org.jspecify.annotations.NullMarked;
