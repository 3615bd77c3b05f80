/**
 * Microbenchmarks: what verifying, deciding, routing and the queue's messages cost on their own.
 *
 * <p>Start with {@link dev.usher.bench.micro.Micro}.
 */
@NullMarked
package dev.usher.bench.micro;

import org.jspecify.annotations.NullMarked;
