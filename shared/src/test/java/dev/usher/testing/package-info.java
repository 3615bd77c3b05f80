/**
 * What the tests of every module share.
 *
 * <p>Start with {@link dev.usher.testing.Seeds}.
 */
@NullMarked
package dev.usher.testing;

import org.jspecify.annotations.NullMarked;
