/**
 * Reliability figures: what is counted of every attempt, kept by minute and by hour, and how it is read back.
 *
 * <p>Start with {@link dev.usher.reliability.Figures} and {@link dev.usher.reliability.Counters};
 * docs/reference/reliability.md says what each figure means.
 */
@NullMarked
package dev.usher.reliability;

import org.jspecify.annotations.NullMarked;
