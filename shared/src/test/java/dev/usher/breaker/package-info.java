@NullMarked
package dev.usher.breaker;

import org.jspecify.annotations.NullMarked;
