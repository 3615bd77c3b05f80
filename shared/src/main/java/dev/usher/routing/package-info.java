/**
 * Which destinations an event goes to, and with what body: EventBridge patterns and JSONata. Pure.
 *
 * <p>Start with {@link dev.usher.routing.Router}; what patterns and transforms see is in docs/reference/routing.md.
 */
@NullMarked
package dev.usher.routing;

import org.jspecify.annotations.NullMarked;
