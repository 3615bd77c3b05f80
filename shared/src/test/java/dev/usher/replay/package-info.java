/** Tests of replays. */
@NullMarked
package dev.usher.replay;

import org.jspecify.annotations.NullMarked;
