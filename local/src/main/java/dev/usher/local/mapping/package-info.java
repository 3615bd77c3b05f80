/**
 * Event source mappings: from a queue to a function in batches.
 *
 * <p>Start with {@link dev.usher.local.mapping.QueuePoller}.
 */
@NullMarked
package dev.usher.local.mapping;

import org.jspecify.annotations.NullMarked;
