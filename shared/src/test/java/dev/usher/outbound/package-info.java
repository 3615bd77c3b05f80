@NullMarked
package dev.usher.outbound;

import org.jspecify.annotations.NullMarked;
