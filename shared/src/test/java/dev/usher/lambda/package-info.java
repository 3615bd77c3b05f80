/** Tests of what functions get from the gateway and from queues. */
@NullMarked
package dev.usher.lambda;

import org.jspecify.annotations.NullMarked;
