/** Tests of what functions get from the gateway. */
@NullMarked
package dev.usher.lambda;

import org.jspecify.annotations.NullMarked;
