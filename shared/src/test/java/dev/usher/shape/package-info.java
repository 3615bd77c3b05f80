@NullMarked
package dev.usher.shape;

import org.jspecify.annotations.NullMarked;
