/** The Lambda entry point of the delivery engine; {@link dev.usher.delivery.Deliver} has the steps. */
@NullMarked
package dev.usher.functions.delivery;

import org.jspecify.annotations.NullMarked;
