/**
 * Functions as Lambda runs them: environments of one request at a time, deadlines, errors.
 *
 * <p>Start with {@link dev.usher.local.function.FunctionPool}.
 */
@NullMarked
package dev.usher.local.function;

import org.jspecify.annotations.NullMarked;
