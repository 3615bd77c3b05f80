@NullMarked
package dev.usher.incident;

import org.jspecify.annotations.NullMarked;
