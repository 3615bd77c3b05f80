@NullMarked
package dev.usher.lambda;

import org.jspecify.annotations.NullMarked;
