/**
 * Admission: whether something may happen now, and if not, when.
 *
 * <p>Start with {@link dev.usher.limit.Limiter} and {@link dev.usher.limit.Admission}; {@link dev.usher.limit.Cells} has the arithmetic.
 */
@NullMarked
package dev.usher.limit;

import org.jspecify.annotations.NullMarked;
