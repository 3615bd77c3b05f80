/** The Lambda entry point of the sweeper; {@link dev.usher.delivery.Sweep} has the steps. */
@NullMarked
package dev.usher.functions.sweeper;

import org.jspecify.annotations.NullMarked;
