/**
 * The function that works replay jobs.
 *
 * <p>Start with {@link dev.usher.functions.replay.DlqReplayFunction}.
 */
@NullMarked
package dev.usher.functions.replay;

import org.jspecify.annotations.NullMarked;
