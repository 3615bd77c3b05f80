/**
 * Limiters on one Redis, each built as its own documentation says, behind one interface.
 *
 * <p>Start with {@link dev.usher.bench.peer.Peer}; {@link dev.usher.bench.peer.Library} lists them.
 */
@NullMarked
package dev.usher.bench.peer;

import org.jspecify.annotations.NullMarked;
