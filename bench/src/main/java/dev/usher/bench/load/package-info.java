/**
 * Loads a local host from outside: it runs in a process of its own, and sender and sink share one of ours.
 *
 * <p>Start with {@link dev.usher.bench.load.Load}.
 */
@NullMarked
package dev.usher.bench.load;

import org.jspecify.annotations.NullMarked;
