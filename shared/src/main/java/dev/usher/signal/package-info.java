/**
 * What a third party says about being called: slow down, until when, and what is left.
 *
 * <p>Start with {@link dev.usher.signal.Signal}; {@link dev.usher.config.Dialect} declares what is peculiar to one third party.
 */
@NullMarked
package dev.usher.signal;

import org.jspecify.annotations.NullMarked;
