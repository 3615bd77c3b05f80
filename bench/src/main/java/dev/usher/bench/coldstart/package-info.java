/**
 * How long a function takes from the start of its JVM to its first answer, with its own package and Lambda's runtime interface client.
 *
 * <p>Start with {@link dev.usher.bench.coldstart.ColdStart}.
 */
@NullMarked
package dev.usher.bench.coldstart;

import org.jspecify.annotations.NullMarked;
