/**
 * LocalStack and Redis in containers, in place of the embedded parts, for a run of the integration tests with {@code -Plocalstack}.
 *
 * <p>Start with {@link dev.usher.localstack.Session}.
 */
@NullMarked
package dev.usher.localstack;

import org.jspecify.annotations.NullMarked;
