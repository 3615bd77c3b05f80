@NullMarked
package dev.usher.patrol;

import org.jspecify.annotations.NullMarked;
