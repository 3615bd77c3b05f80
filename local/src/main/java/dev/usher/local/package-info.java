/**
 * The local host: reads {@code template.yaml} and runs every function of it in one JVM on embedded parts.
 *
 * <p>Start with {@link dev.usher.local.LocalHost}.
 */
@NullMarked
package dev.usher.local;

import org.jspecify.annotations.NullMarked;
