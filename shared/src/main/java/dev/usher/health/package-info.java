/**
 * How services are, and Usher's own parts: looked at every minute by probes, and heard of by the traffic that goes there.
 *
 * <p>Start with {@link dev.usher.health.Round}, which does it all once; {@link dev.usher.health.Streak} and {@link
 * dev.usher.health.Judgement} decide.
 */
@NullMarked
package dev.usher.health;

import org.jspecify.annotations.NullMarked;
