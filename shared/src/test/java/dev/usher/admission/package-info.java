/** Tests of asking the limiter from outside. */
@NullMarked
package dev.usher.admission;

import org.jspecify.annotations.NullMarked;
