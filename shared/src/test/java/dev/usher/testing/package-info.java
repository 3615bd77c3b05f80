/** Fixtures that tests of every module share. */
@NullMarked
package dev.usher.testing;

import org.jspecify.annotations.NullMarked;
