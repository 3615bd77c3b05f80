/** The Lambda entry point of the probes; {@link dev.usher.health.Round} has the steps. */
@NullMarked
package dev.usher.functions.health;

import org.jspecify.annotations.NullMarked;
