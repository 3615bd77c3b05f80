/**
 * Doing deliveries over: one at an operator's word, or many by a job that works in slices.
 *
 * <p>Start with {@link dev.usher.replay.ReplayDelivery}, {@link dev.usher.replay.Permit} and {@link dev.usher.replay.WorkSlice}.
 */
@NullMarked
package dev.usher.replay;

import org.jspecify.annotations.NullMarked;
