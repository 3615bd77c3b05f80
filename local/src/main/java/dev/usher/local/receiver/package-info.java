/**
 * The other end of every delivery, for development and tests: records what it gets and fails on request.
 *
 * <p>Start with {@link dev.usher.local.receiver.Receiver}.
 */
@NullMarked
package dev.usher.local.receiver;

import org.jspecify.annotations.NullMarked;
