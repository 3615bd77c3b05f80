@NullMarked
package dev.usher.limit;

import org.jspecify.annotations.NullMarked;
