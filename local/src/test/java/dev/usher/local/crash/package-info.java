/**
 * What must hold when anything is killed or away: an event that was answered 2xx is delivered, under one id, or visible as dead.
 *
 * <p>Start with {@link dev.usher.local.crash.KillTheHostIT}; {@link dev.usher.local.crash.Reckoning} says what is checked.
 */
@NullMarked
package dev.usher.local.crash;

import org.jspecify.annotations.NullMarked;
