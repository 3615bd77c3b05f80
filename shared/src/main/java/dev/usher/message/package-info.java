/**
 * The vocabulary of everything that moves: an event, a delivery of it, an attempt at that.
 *
 * <p>Start with {@link dev.usher.message.Event} and {@link dev.usher.message.Delivery}.
 */
@NullMarked
package dev.usher.message;

import org.jspecify.annotations.NullMarked;
