/** The Lambda entry point of the limiter; {@link dev.usher.admission.LimitOperations} has the operations. */
@NullMarked
package dev.usher.functions.limits;

import org.jspecify.annotations.NullMarked;
