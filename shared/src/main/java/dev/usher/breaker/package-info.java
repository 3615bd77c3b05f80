/**
 * Circuit breakers: whoever fails is left alone for a while, then tried again by one call at a time, whatever the number of
 * environments. What one learns all know within a second.
 *
 * <p>Start with {@link dev.usher.breaker.Machine}, which decides; {@link dev.usher.breaker.SharedBreakers} does, and {@link
 * dev.usher.breaker.LocalBreakers} when an environment is alone.
 */
@NullMarked
package dev.usher.breaker;

import org.jspecify.annotations.NullMarked;
