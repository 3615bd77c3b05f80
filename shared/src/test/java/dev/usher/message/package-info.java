@NullMarked
package dev.usher.message;

import org.jspecify.annotations.NullMarked;
