/**
 * The minute's look at what nobody tells of by itself, or may not have lived to tell.
 *
 * <p>Start with {@link dev.usher.patrol.Patrol}.
 */
@NullMarked
package dev.usher.patrol;

import org.jspecify.annotations.NullMarked;
